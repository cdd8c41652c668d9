/** The command `sureg`: its sub-commands, its help, and its exit codes. */
import { Command, CommanderError } from 'commander';
import stringWidth from 'string-width';
import { EXIT } from '../common/error-table';
import { label, type LabelKey } from '../i18n/messages';
import { addBackup } from './backup.command';
import { addClock } from './clock.command';
import { CliContext, type CliDeps } from './context';
import { tellError } from './exit';
import { addExport } from './export.command';
import { addImport } from './import.command';
import { addMapping } from './mapping.command';
import { addOwes } from './owes.command';
import { addRestore } from './restore.command';
import { addServe } from './serve.command';
import { addSettle } from './settle.command';
import { isAnswered, usageErrorOf } from './usage';
import { addUser } from './user.command';
import { addVerify } from './verify.command';

const TITLES: Readonly<Record<string, LabelKey>> = {
  'Usage:': 'help.usage',
  'Arguments:': 'help.arguments',
  'Options:': 'help.options',
  'Commands:': 'help.commands',
};

/** Every command, ready to parse; `context` keeps the exit code of the one that ran. */
export function buildProgram(context: CliContext): Command {
  const { output, locale, version } = context.deps;
  const program = new Command('sureg')
    .description(label(locale, 'help.program'))
    .version(version, '-V, --version', label(locale, 'help.version'))
    .helpOption('-h, --help', label(locale, 'help.help'))
    .helpCommand('help [command]', label(locale, 'help.help'))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.writeSoon(text),
      writeErr: (text) => output.note(text.trimEnd()),
      // Told by `runCli`, in the reader's language.
      outputError: () => undefined,
    })
    .configureHelp({
      displayWidth: stringWidth,
      styleTitle: (title) => (TITLES[title] === undefined ? title : label(locale, TITLES[title])),
    })
    .addHelpText('after', `\n${label(locale, 'help.exit')}`);
  const commands = [
    addImport,
    addSettle,
    addExport,
    addVerify,
    addOwes,
    addMapping,
    addClock,
    addBackup,
    addRestore,
    addServe,
    addUser,
  ];
  for (const add of commands) add(program, context);
  for (const command of program.commands) command.helpOption('-h, --help', label(locale, 'help.help'));
  return program;
}

/**
 * Runs one command line, program name aside, and answers with its exit code.
 *
 * @example await runCli(['import', 'examples/wuriyintuya.jsonl'], deps) // 0
 */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  const context = new CliContext(deps);
  const program = buildProgram(context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return context.exit;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (isAnswered(error)) return EXIT.done;
      // `sureg` alone: the help has been shown, and nothing was done.
      if (error.code === 'commander.help') return args[0] === 'help' ? EXIT.done : EXIT.usage;
    }
    const reported =
      error instanceof CommanderError ? usageErrorOf(error, deps.locale, commandOf(program, args)) : error;
    return await tellError(reported, { output: deps.output, locale: deps.locale, json: args.includes('--json') });
  } finally {
    await deps.output.flush();
  }
}

function commandOf(program: Command, args: readonly string[]): string {
  const named = program.commands.find((command) => command.name() === args[0]);
  return named === undefined ? 'sureg' : `sureg ${named.name()}`;
}
