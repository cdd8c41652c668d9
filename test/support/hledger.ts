/** Runs hledger, and never lets its absence go unnoticed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';

let answer: boolean | undefined;

/**
 * Whether `hledger` runs here. Missing in CI (CI=true) it is an error, elsewhere a loud warning, once a test file:
 * `(hledgerAvailable() ? it : it.skip)('hledger accepts the journal', ...)`.
 */
export function hledgerAvailable(): boolean {
  answer ??= look();
  return answer;
}

/** The output of `hledger ...args`; an error with what it complained about when it refuses. */
export function hledger(...args: string[]): string {
  // Without a UTF-8 locale hledger cannot read names such as 乌日音图雅.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return execFileSync('hledger', args, { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
}

function look(): boolean {
  if (spawnSync('hledger', ['--version'], { stdio: 'ignore' }).status === 0) return true;
  if (process.env['CI'] === 'true') throw new Error('hledger is not installed, and in CI it must be: run .ci/setup');
  // Straight to the terminal: Jest hides or delays what goes through console.
  writeSync(2, '\n*** NOT RUN: the tests that compare with hledger. Install hledger to run them. ***\n\n');
  return false;
}
