// @ts-check
/** Bundles what browsers load: the styles and the islands, each named by its content, with a compressed copy beside it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const target = join(root, 'dist', 'src', 'web', 'public');
const require = createRequire(import.meta.url);

const islands = await build({
  entryPoints: [join(root, 'src', 'web', 'islands', 'main.tsx')],
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

const styles = await build({
  stdin: { contents: await readFile(join(root, 'src', 'web', 'styles', 'app.css'), 'utf8'), loader: 'css' },
  minify: true,
  write: false,
  charset: 'utf8',
});

/** @type {Record<string, string | Uint8Array>} */
const files = {
  'pico.css': await readFile(require.resolve('@picocss/pico/css/pico.min.css')),
  'app.css': styles.outputFiles[0]?.contents ?? '',
  'islands.js': islands.outputFiles[0]?.contents ?? '',
  'icon.svg': await readFile(join(root, 'src', 'web', 'styles', 'icon.svg')),
};

await mkdir(target, { recursive: true });
/** @type {Record<string, string>} */
const manifest = {};
for (const [name, content] of Object.entries(files)) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const file = name.replace(/\.(?=[a-z]+$)/, `.${hash}.`);
  manifest[name] = file;
  await writeFile(join(target, file), content);
  await writeFile(join(target, `${file}.gz`), gzipSync(content, { level: 9 }));
}
await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest));
