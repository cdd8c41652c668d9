// @ts-check
// `npm run test:full`: every test with ten times as many property cases and crash cycles. Arguments go to Jest.
const { spawnSync } = require('node:child_process');

const result = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, SUREG_TEST_FULL: '1' },
});
process.exitCode = result.status ?? 1;
