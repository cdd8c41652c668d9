// @ts-check
// `node -r ./test/support/swc-register.cjs file.ts`: runs TypeScript of this checkout in a child process, as Jest runs it.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
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
// A dynamic import names the file as it is called once it is compiled.
const Module = /** @type {any} */ (require('node:module'));
const resolve = Module._resolveFilename;
/** @param {string} request @param {any[]} rest */
Module._resolveFilename = (request, ...rest) => {
  try {
    return resolve(request, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return resolve(request.replace(/\.js$/, ''), ...rest);
  }
};
require.extensions['.ts'] = load;
require.extensions['.tsx'] = load;
