// @ts-check
// `npm run check`: format, lint, types and tests of what differs from main, committed or not; what takes long is left to `npm test`.
const { execFileSync, spawn } = require('node:child_process');
const { join } = require('node:path');
const { tagsOf } = require('./jest/tags.cjs');

const root = join(__dirname, '../..');
const CACHE = 'node_modules/.cache/check';

/** @param {string} command @param {string[]} args */
const lines = (command, ...args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter(Boolean);

/** Where this work left main, whichever copy of it is newer; this commit where there is no main to leave. */
function base() {
  const known = lines('git', 'for-each-ref', '--format=%(refname)', 'refs/heads/main', 'refs/remotes/origin/main');
  const left = known.flatMap((main) => lines('git', 'merge-base', 'HEAD', main));
  const since = (/** @type {string} */ commit) => Number(lines('git', 'rev-list', '--count', `${commit}..HEAD`)[0]);
  return left.sort((a, b) => since(a) - since(b))[0] ?? 'HEAD';
}

/** @param {string[]} files */
function testsOf(files) {
  const code = files.filter((file) => /^(src|migrations)\/.*\.tsx?$/.test(file) && !file.includes('.spec.'));
  const related = code.length === 0 ? [] : lines('npx', 'jest', '--listTests', '--selectProjects', 'unit', '--findRelatedTests', ...code); // prettier-ignore
  const changed = files.filter((file) => /spec\.tsx?$/.test(file)).map((file) => join(root, file));
  return [...new Set([...related.filter((path) => path.startsWith(root) && !tagsOf(path).isSlow), ...changed])];
}

/** @param {string} name @param {string[]} args of npx @returns {Promise<boolean>} whether all is well */
function run(name, args) {
  const began = Date.now();
  return new Promise((resolve) => {
    let said = '';
    const child = spawn('npx', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.once('close', (code) => {
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${Math.round((Date.now() - began) / 1000)} s)`);
      if (code !== 0) console.log(said);
      resolve(code === 0);
    });
  });
}

async function check() {
  const files = [
    ...lines('git', 'diff', '--name-only', '--diff-filter=d', base()),
    ...lines('git', 'ls-files', '--others', '--exclude-standard'),
  ];
  if (files.length === 0) return console.log('nothing differs from main');
  const code = files.filter((file) => /\.(tsx?|[cm]js)$/.test(file));
  const tests = testsOf(files);
  const isWell = await Promise.all([
    run(`format of ${files.length} files`, ['prettier', '--check', '--ignore-unknown', ...files]),
    run('types', ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', `${CACHE}/types.tsbuildinfo`]),
    code.length === 0 || run(`lint of ${code.length} files`, ['eslint', '--max-warnings', '0', '--no-warn-ignored', '--cache', '--cache-location', `${CACHE}/eslint`, ...code]),
    tests.length === 0 || run(`${tests.length} specs, on SQLite`, ['jest', '--runTestsByPath', ...tests, '--selectProjects', 'unit', 'sqlite', '--maxWorkers=2']),
  ]); // prettier-ignore
  if (isWell.includes(false)) process.exitCode = 1;
}

void check();
