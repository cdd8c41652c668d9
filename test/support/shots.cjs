// @ts-check
// `npm run shots`: pictures of the pages at two sizes and in two languages, in the folder shots/ (which is not kept).
require('./swc-register.cjs');
require('../web/shots.ts');
