/** The process around the command line: its streams, its signals, its end. */
import { EXIT } from '../common/error-table';
import type { Locale } from '../common/locale';
import { text } from '../i18n/messages';
import type { CliDeps } from './context';
import { Output } from './output';
import { runCli } from './program';

type Outside = Pick<CliDeps, 'locale' | 'version' | 'connection'>;

/** Runs the process's arguments and ends the process with the exit code. */
export async function runProcess(outside: Outside): Promise<never> {
  const output = new Output(process.stdout, process.stderr);
  const onStop: CliDeps['onStop'] = (stop) => listen(output, outside.locale, stop);
  const code = await runCli(process.argv.slice(2), { ...outside, output, stdin: process.stdin, onStop });
  // Everything is flushed; an idle connection must not keep the process alive.
  process.exit(code);
}

/** The first signal asks for an orderly end; the second ends at once (the database undoes what is unfinished). */
function listen(output: Output, locale: Locale, stop: (by: 'SIGINT' | 'SIGTERM') => void): () => void {
  let asked = false;
  const heard = (by: NodeJS.Signals): void => {
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    output.tell(text(locale, 'interrupting'));
    stop(by === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');
  };
  process.on('SIGINT', heard).on('SIGTERM', heard);
  return () => void process.off('SIGINT', heard).off('SIGTERM', heard);
}
