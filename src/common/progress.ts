/** What long work needs from whoever started it: somewhere to tell its progress, and a way to be stopped. */

/** The stages that work may report; each has a name in the message catalogues. */
export const STAGES = ['import', 'settle', 'export', 'verify', 'backup', 'restore', 'migrate'] as const;
export type Stage = (typeof STAGES)[number];

/** Is told how far the work is. */
export interface Progress {
  /** A stage begins; `total` in the units of `advance`'s weights, when it is known. */
  begin(stage: Stage, total?: number): void;
  /** `items` more are done. `weight` is their part of the total where that is not counted in items (the bytes of a file). */
  advance(items: number, weight?: number): void;
  /** The stage is over. */
  end(): void;
}

/** Tells nobody. */
export const SILENT: Progress = { begin: () => undefined, advance: () => undefined, end: () => undefined };

/** What every long service call is given. Check `signal.throwIfAborted()` between batches: then nothing is left half-done. */
export interface Run {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A run that nobody watches or stops. */
export function quietRun(): Run {
  return { progress: SILENT, signal: new AbortController().signal };
}

/** Lets others be served in the middle of long work. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
