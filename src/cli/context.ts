/** What every command is given, and the way each is run: open, work, tell errors, close. */
import { Option, type Command } from 'commander';
import { EXIT } from '../common/error-table';
import type { Locale } from '../i18n/locale';
import { SILENT, type Run } from '../common/progress';
import { label } from '../i18n/messages';
import { Interrupted, tellError } from './exit';
import type { Output } from './output';
import { ProgressLine } from './progress-line';
import type { CliConnection, CliServices } from './services';

/** Everything from outside, so that the commands can be tried without a process. */
export interface CliDeps {
  readonly output: Output;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly locale: Locale;
  readonly version: string;
  readonly connection: () => CliConnection | Promise<CliConnection>;
  /** Calls `stop` when the person or the system asks the command to end; the answer takes the listener away. */
  readonly onStop: (stop: (by: 'SIGINT' | 'SIGTERM') => void) => () => void;
}

/** The options that every command has. */
export interface CommonOptions {
  readonly cooperative?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** How a command went: its exit code is kept for the process. */
export class CliContext {
  exit: number = EXIT.done;

  constructor(readonly deps: CliDeps) {}

  get locale(): Locale {
    return this.deps.locale;
  }

  /** Adds the options that every command has. */
  withCommonOptions(command: Command): Command {
    const { locale } = this;
    return command
      .addOption(new Option('--cooperative <code>', label(locale, 'help.cooperative')))
      .addOption(new Option('--json', label(locale, 'help.json')))
      .addOption(new Option('--quiet', label(locale, 'help.quiet')));
  }

  /** Opens the services, lets `work` use them and closes them. `work` may answer with an exit code. */
  async withServices(
    options: CommonOptions,
    work: (services: CliServices, run: Run) => Promise<number | void>,
    file?: string,
  ): Promise<void> {
    await this.attempt(
      options,
      async (run) => {
        const services = await (await this.deps.connection()).open();
        try {
          return await work(services, run);
        } finally {
          await services.close();
        }
      },
      file,
    );
  }

  /** Lets `work` run until it ends or is stopped, and tells its error. `file` is the file whose lines an error means. */
  async attempt(options: CommonOptions, work: (run: Run) => Promise<number | void>, file?: string): Promise<void> {
    const { output, locale } = this.deps;
    const progress = options.quiet ? undefined : new ProgressLine(output, locale);
    const stopping = new AbortController();
    const forget = this.deps.onStop((by) => {
      progress?.stop();
      stopping.abort(new Interrupted(by));
    });
    try {
      this.exit = (await work({ progress: progress ?? SILENT, signal: stopping.signal })) ?? EXIT.done;
      progress?.end();
    } catch (error) {
      progress?.stop();
      const cause: unknown = isAbort(error) ? stopping.signal.reason : error;
      this.exit = await tellError(cause, {
        output,
        locale,
        json: options.json === true,
        ...(file === undefined ? {} : { file }),
      });
    } finally {
      forget();
    }
  }
}

function isAbort(error: unknown): boolean {
  return (error as { name?: unknown } | undefined)?.name === 'AbortError';
}

/** The part of the options that narrows a service call. */
export function scopeOf(options: CommonOptions): { readonly cooperative?: string } {
  return options.cooperative === undefined ? {} : { cooperative: options.cooperative };
}

/** Drops what is undefined, so that absent options stay absent keys. */
export function withoutUndefined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
