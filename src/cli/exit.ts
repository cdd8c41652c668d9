/** Tells an error to the person or the machine that started the command, and gives the exit code. */
import { EXIT, outcomeOf } from '../common/error-table';
import type { Locale } from '../i18n/locale';
import { refusalsOf, type Refusal } from '../i18n/refusals';
import { message, text } from '../i18n/messages';
import { OutputClosed, type Output } from './output';
import { printable } from './printable';

/** The person at the terminal, or the system, asked the command to stop. */
export class Interrupted extends Error {
  constructor(readonly by: 'SIGINT' | 'SIGTERM') {
    super(by);
    this.name = 'Interrupted';
  }
}

/** The command was not written as it must be. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** The command whose help would have said it. */
    readonly command = 'sureg',
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** How to tell it. `file` is the file whose lines are meant. */
export interface Telling {
  readonly output: Output;
  readonly locale: Locale;
  readonly json: boolean;
  readonly file?: string;
}

/** Prints what went wrong; the exit code is that of the first refusal. */
export async function tellError(error: unknown, telling: Telling): Promise<number> {
  if (error instanceof OutputClosed) return EXIT.done;
  const { output, locale } = telling;
  const known = refusalsOf(error, locale);
  const [first] = known?.refusals ?? [];
  if (known && first) {
    await tellRefusals(known.refusals, known.more, telling);
    return outcomeOf(first.code).exit;
  }
  const other = otherRefusal(error, locale);
  await tellRefusals([other], 0, telling);
  if (error instanceof UsageError) output.note(text(locale, 'see_help', { command: error.command }));
  // Whoever runs the command line is the operator: the stack helps, and nobody else sees it.
  if (other.code === 'internal') output.note(printStack(error));
  return outcomeOf(other.code).exit;
}

function otherRefusal(error: unknown, locale: Locale): Refusal {
  if (error instanceof UsageError) return { code: 'usage', message: error.message };
  const code = error instanceof Interrupted ? 'interrupted' : 'internal';
  return { code, message: message(locale, code) };
}

/** Prints refusals as `FILE:LINE: field: code: message`, or as one JSON object on stdout. */
export async function tellRefusals(refusals: readonly Refusal[], more: number, telling: Telling): Promise<void> {
  const { output, locale, json, file } = telling;
  if (json) {
    const errors = refusals.map((r) => ({
      line: r.line ?? null,
      field: r.field ?? null,
      code: r.code,
      message: r.message,
    }));
    await output.writeJson({ errors, more });
    return;
  }
  for (const refusal of refusals) output.note(refusalLine(refusal, file));
  if (more > 0) output.note(text(locale, 'more_errors', { count: more }));
}

function refusalLine(refusal: Refusal, file: string | undefined): string {
  const place = refusal.line === undefined ? [] : [`${file ?? '-'}:${refusal.line}`];
  const field = refusal.field === undefined ? [] : [refusal.field];
  return printable([...place, ...field, refusal.code, refusal.message].join(': '));
}

function printStack(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').map(printable).join('\n');
}
