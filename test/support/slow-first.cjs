// @ts-check
// Without having run before, Jest begins with the largest files. These take longest: begun first, none of them is left for one worker at the end.
const { default: Sequencer } = require('@jest/test-sequencer');

/** @typedef {import('@jest/test-result').Test} Test */

const SLOW = [
  'faults/jobs', 'web/accessibility', 'exports/judges', 'web/story', 'book/tampering', 'book/replay', 'statement/properties', 'faults/full-disk',
  'cli/commands', 'api/access-matrix', 'exports/pack-tampering', 'faults/interrupted-work', 'faults/kill', 'exports/journals', 'book/chain',
]; // prettier-ignore

/** @param {Test} test */
function placeOf({ path }) {
  const place = SLOW.findIndex((name) => path.includes(`/${name}.`));
  return place < 0 ? SLOW.length : place;
}

module.exports = class SlowFirst extends Sequencer {
  /** @param {Test[]} tests */
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => placeOf(a) - placeOf(b));
  }
};
