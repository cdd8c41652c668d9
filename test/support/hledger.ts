/** Runs hledger, and never lets its absence go unnoticed. */
import { runTool, toolAvailable } from './tools';

/**
 * Whether `hledger` runs here. Missing in CI (CI=true) it is an error, elsewhere a loud warning, once a test file:
 * `(hledgerAvailable() ? it : it.skip)('hledger accepts the journal', ...)`.
 */
export function hledgerAvailable(): boolean {
  return toolAvailable('hledger');
}

/** The output of `hledger ...args`; an error with what it complained about when it refuses. */
export function hledger(...args: string[]): string {
  return runTool('hledger', ...args);
}
