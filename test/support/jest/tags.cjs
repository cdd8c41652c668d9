// @ts-check
/**
 * What a spec says about itself, in the docblock at its beginning:
 *
 * `@runs sqlite`: what it tests lies above the database (forms, texts, printing, who may ask for what, files that are the same bytes on both),
 * so PostgreSQL is left to the long form; `@runs sqlite only`: there too.
 *
 * `@slow`: takes long, and is begun first, so that none of these is left for one worker at the end.
 */
const { Buffer } = require('node:buffer');
const { closeSync, openSync, readSync } = require('node:fs');

const LENGTH = 600;

/** @param {string} path */
function tagsOf(path) {
  const head = Buffer.alloc(LENGTH);
  const file = openSync(path, 'r');
  readSync(file, head, 0, LENGTH, 0);
  closeSync(file);
  const [docblock = ''] = /^\/\*\*[^]*?\*\//.exec(head.toString()) ?? [];
  return {
    isSlow: /@slow\b/.test(docblock),
    isAboveTheDatabase: /@runs sqlite\b/.test(docblock),
    isSqliteOnly: /@runs sqlite only\b/.test(docblock),
  };
}

module.exports = { tagsOf };
