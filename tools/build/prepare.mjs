// @ts-check
/**
 * What npm runs after an install. It builds when the packages to build with are there; `npm ci --omit=dev` leaves what was built
 * before, and says what lacks when nothing was. With `--check`, which `npm start` and `npm run sureg` put first, it builds nothing
 * and refuses to go on without a build.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const here = (/** @type {string[]} */ ...path) => existsSync(join(root, ...path));

/** The packages that only building needs: with all of them here nothing was omitted. */
const tools = ['@nestjs/cli', '@picocss/pico', '@types/node', 'esbuild', 'typescript'];

const isBuilt = here('dist', 'src', 'main.js') && here('dist', 'src', 'web', 'public', 'manifest.json');
const canBuild = tools.every((name) => here('node_modules', name));

if (process.argv.includes('--check')) {
  if (!isBuilt) refuse();
} else if (canBuild) {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
} else if (!isBuilt) {
  console.error('Sureg is not built yet: run `npm ci` once (it builds), then `npm ci --omit=dev`.');
}

function refuse() {
  const way = canBuild ? '`npm run build`' : '`npm ci` (it builds), then `npm ci --omit=dev`';
  console.error(`Sureg is not built yet: run ${way}.`);
  process.exit(70);
}
