// @ts-check
/**
 * Holds that `npm ci --omit=dev` gives a server with its pages: in a fresh clone, with what this folder has built. The database
 * engine is not compiled again but taken from here. Installing must not warn about anything.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const clone = mkdtempSync(join(tmpdir(), 'sureg-production-'));
const env = { ...process.env, DATABASE_URL: `sqlite:${join(clone, 'book.db')}`, PORT: '0' };
/** @type {(...args: string[]) => { status: number | null; said: string }} */
const npm = (...args) => {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: clone, env, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};

try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone]);
  const installed = npm('ci', '--omit=dev', '--ignore-scripts');
  must(installed.status === 0 && !/warn|error/i.test(installed.said), 'an install without a warning', installed.said);

  const unbuilt = npm('run', '--silent', 'prepare');
  must(
    unbuilt.status === 0 && /^Sureg is not built yet.*\n$/.test(unbuilt.said),
    'one line where nothing was built',
    unbuilt.said,
  );
  const refused = npm('start', '--silent');
  must(
    refused.status !== 0 && /^Sureg is not built yet.*\n$/.test(refused.said),
    'a start that is refused in one line',
    refused.said,
  );

  for (const folder of ['dist', 'node_modules/better-sqlite3/build']) {
    cpSync(join(root, folder), join(clone, folder), { recursive: true });
  }
  const built = npm('run', '--silent', 'prepare');
  must(built.status === 0 && built.said === '', 'what is built to be left alone', built.said);
  await serves();
  console.log('a production install serves its pages');
} finally {
  rmSync(clone, { recursive: true, force: true });
}

async function serves() {
  const server = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    let url = '';
    for await (const line of createInterface({ input: server.stdout })) {
      url = /^ready (\S+)$/.exec(line)?.[1] ?? '';
      if (url !== '') break;
    }
    const page = await (await globalThis.fetch(`${url}/sign-in`)).text();
    const files = Object.values(JSON.parse(readFileSync(join(clone, 'dist/src/web/public/manifest.json'), 'utf8')));
    must(files.length >= 5 && /\/assets\/app\.[0-9a-f]+\.css/.test(page), 'a page with its styles', page);
    for (const file of files) {
      const answer = await globalThis.fetch(`${url}/assets/${file}`);
      must(answer.ok && (await answer.arrayBuffer()).byteLength > 0, `/assets/${file}`, `${answer.status}`);
    }
  } finally {
    server.kill();
  }
}

/** @param {boolean} holds @param {string} what @param {string} seen */
function must(holds, what, seen) {
  if (!holds) throw new Error(`expected ${what}; seen:\n${seen}`);
}
