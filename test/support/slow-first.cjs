// @ts-check
// Without having run before, Jest begins with the largest files; here with those that say of themselves that they take long.
const { default: Sequencer } = require('@jest/test-sequencer');
const { tagsOf } = require('./jest/tags.cjs');

/** @typedef {import('@jest/test-result').Test} Test */

module.exports = class SlowFirst extends Sequencer {
  /** @param {Test[]} tests */
  async sort(tests) {
    const isSlow = new Map(tests.map(({ path }) => [path, tagsOf(path).isSlow]));
    const sorted = [...(await super.sort(tests))];
    return sorted.sort((a, b) => Number(isSlow.get(b.path)) - Number(isSlow.get(a.path)));
  }
};
