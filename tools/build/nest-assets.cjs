// @ts-check
/** Lets `nest build` write the styles, scripts and fonts of the pages too: Nest's compiler calls it once for each compilation. */
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** A plugin of Nest's compiler. It leaves the sources as they are. */
exports.before = () => {
  execFileSync(process.execPath, [join(__dirname, 'assets.mjs')], { stdio: 'inherit' });
  return () => (/** @type {unknown} */ file) => file;
};
