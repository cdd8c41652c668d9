// @ts-check
// A folder for what is made once a run: prepared databases (test/support/database.ts).
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-run-'));
  process.env.SUREG_TEST_RUN = folder;
  // Also reached when the tests are interrupted.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
