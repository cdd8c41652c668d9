/** Runs programs that judge our exports from outside, and never lets the absence of one go unnoticed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';

const answers = new Map<string, boolean>();

/**
 * Whether the program runs here. Missing in CI (CI=true) it is an error, elsewhere a loud warning, once a test file:
 * `(toolAvailable('ledger') ? it : it.skip)('ledger accepts the journal', ...)`.
 */
export function toolAvailable(tool: string): boolean {
  const known = answers.get(tool);
  if (known !== undefined) return known;
  const answer = look(tool);
  answers.set(tool, answer);
  return answer;
}

/** The output of a program; an error with what it complained about when it refuses. */
export function runTool(tool: string, ...args: string[]): string {
  // Without a UTF-8 locale some of them cannot read names such as 乌日音图雅.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return execFileSync(tool, args, { encoding: 'utf8', env, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] });
}

function look(tool: string): boolean {
  if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0) return true;
  if (process.env['CI'] === 'true') throw new Error(`${tool} is not installed, and in CI it must be: run .ci/setup`);
  // Straight to the terminal: Jest hides or delays what goes through console.
  writeSync(2, `\n*** NOT RUN: the tests that compare with ${tool}. Install ${tool} to run them. ***\n\n`);
  return false;
}
