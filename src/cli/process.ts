/** The process around the command line: its streams, its signals, its end. */
import { EXIT } from '../common/error-table';
import { DEFAULT_LOCALE } from '../i18n/locale';
import { text } from '../i18n/messages';
import type { CliDeps } from './context';
import { tellError } from './exit';
import { Output } from './output';
import { runCli } from './program';

type Outside = Pick<CliDeps, 'locale' | 'version' | 'connection'>;

/** What the program writes has people's data in it: nobody but the owner reads it, also the files that SQLite makes beside a book. */
export function keepPrivate(): void {
  process.umask(0o077);
}

/** Runs the process's arguments and ends the process with the exit code. `outside` may refuse the environment. */
export async function runProcess(outside: () => Outside): Promise<never> {
  keepPrivate();
  const output = new Output(process.stdout, process.stderr);
  const args = process.argv.slice(2);
  const code = await run(args, output, outside);
  await output.flush();
  // Everything is written; an idle connection must not keep the process alive.
  process.exit(code);
}

async function run(args: readonly string[], output: Output, outside: () => Outside): Promise<number> {
  try {
    const given = outside();
    // A server that is told to stop has nothing unfinished to speak of.
    const notice = args[0] === 'serve' ? undefined : text(given.locale, 'interrupting');
    const onStop: CliDeps['onStop'] = (stop) => listen(output, notice, stop);
    return await runCli(args, { ...given, output, stdin: process.stdin, onStop });
  } catch (error) {
    return tellError(error, { output, locale: DEFAULT_LOCALE, json: args.includes('--json') });
  }
}

/** The first signal asks for an orderly end; the second ends at once (the database undoes what is unfinished). */
function listen(output: Output, notice: string | undefined, stop: (by: 'SIGINT' | 'SIGTERM') => void): () => void {
  let asked = false;
  const heard = (by: NodeJS.Signals): void => {
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    if (notice !== undefined) output.note(notice);
    stop(by === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  };
  process.on('SIGINT', heard).on('SIGTERM', heard);
  return () => void process.off('SIGINT', heard).off('SIGTERM', heard);
}
