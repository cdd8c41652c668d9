// @ts-check
/** Bundles what browsers load: the styles and the islands, each named by its content, with a compressed copy beside it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import subsetFont from 'subset-font';

const root = join(import.meta.dirname, '..', '..');
const target = join(root, 'dist', 'src', 'web', 'public');
const require = createRequire(import.meta.url);
const MONGOLIAN = '@expo-google-fonts/noto-sans-mongolian/400Regular/NotoSansMongolian_400Regular.ttf';
/** Selectors and the vowel separator choose among the forms of a letter. */
const SELECTORS = '\u200d\u180a\u180b\u180c\u180d\u180e\u202f ';

const islands = await build({
  entryPoints: [join(root, 'src', 'web', 'kit', 'islands', 'main.tsx')],
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2020',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'none',
});

const words = JSON.parse(await readFile(join(root, 'src', 'i18n', 'pages', 'mn-Mong.json'), 'utf8'));
// Only the letters that the words use, so that a herder's page stays small.
const font = await subsetFont(await readFile(require.resolve(MONGOLIAN)), SELECTORS + Object.values(words).join(''), {
  targetFormat: 'woff2',
  noHinting: true,
});
// In this order: what comes later wins.
const SHEETS = ['page.css', 'parts.css', 'forms.css', 'small.css', 'print.css'];
const sheets = SHEETS.map((name) => readFile(join(root, 'src', 'web', 'kit', 'styles', name), 'utf8'));
const css = (await Promise.all(sheets)).join('');

const styles = await build({
  stdin: { contents: css.replace('mongolian.woff2', `/assets/${named('mongolian.woff2', font)}`), loader: 'css' },
  minify: true,
  write: false,
  charset: 'utf8',
});

/** @type {Record<string, string | Uint8Array>} */
const files = {
  'pico.css': await readFile(require.resolve('@picocss/pico/css/pico.min.css')),
  'app.css': styles.outputFiles[0]?.contents ?? '',
  'islands.js': islands.outputFiles[0]?.contents ?? '',
  'mongolian.woff2': font,
  'icon.svg': await readFile(join(root, 'src', 'web', 'kit', 'styles', 'icon.svg')),
};

await mkdir(target, { recursive: true });
/** @type {Record<string, string>} */
const manifest = {};
for (const [name, content] of Object.entries(files)) {
  const file = named(name, content);
  manifest[name] = file;
  await writeFile(join(target, file), content);
  // That font is compressed already.
  if (!name.endsWith('.woff2')) await writeFile(join(target, `${file}.gz`), gzipSync(content, { level: 9 }));
}
await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest));

/** `app.css` is served as `app.0123456789ab.css`. @param {string} name @param {string | Uint8Array} content */
function named(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return name.replace(/\.(?=[a-z\d]+$)/, `.${hash}.`);
}
