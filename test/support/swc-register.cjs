// @ts-check
// `node -r ./test/support/swc-register.cjs file.ts`: runs TypeScript of this checkout in a child process, as Jest runs it.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const root = path.join(__dirname, '../..');
const options = JSON.parse(fs.readFileSync(path.join(root, '.swcrc'), 'utf8'));
delete options.$schema;
// Transformed files are kept by content: the fault tests start many processes.
const cache = path.join(root, 'node_modules/.cache/sureg-swc');
fs.mkdirSync(cache, { recursive: true });

/** @param {any} module @param {string} file */
const load = (module, file) => {
  const source = fs.readFileSync(file, 'utf8');
  const kept = path.join(cache, `${createHash('sha256').update(file).update(source).digest('hex')}.js`);
  let code;
  if (fs.existsSync(kept)) code = fs.readFileSync(kept, 'utf8');
  else {
    code = require('@swc/core').transformSync(source, {
      ...options,
      filename: file,
      sourceMaps: 'inline',
      swcrc: false,
    }).code;
    const part = `${kept}.${process.pid}`;
    fs.writeFileSync(part, code);
    fs.renameSync(part, kept);
  }
  module._compile(code, file);
};
require.extensions['.ts'] = load;
require.extensions['.tsx'] = load;

// A dynamic import names the file that will be built: `./server.js` is `./server.ts` here.
const resolve = /** @type {any} */ (Module)._resolveFilename;
/** @type {any} */ (Module)._resolveFilename = (/** @type {string} */ name, /** @type {any[]} */ ...rest) => {
  try {
    return resolve(name, ...rest);
  } catch (error) {
    if (!/^\..*\.js$/.test(name)) throw error;
    return resolve(name.replace(/js$/, 'ts'), ...rest);
  }
};
