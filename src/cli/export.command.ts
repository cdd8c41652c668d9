/** `sureg export WHAT --format F`: writes data out, to a file or to standard output. */
import type { Command } from 'commander';
import { DomainError } from '../domain/errors';
import { EXPORTS, type Export, type ExportName } from '../exports/list';
import { label, text } from '../i18n/messages';
import { withoutUndefined, type CliContext, type CommonOptions } from './context';
import { UsageError } from './exit';
import { writeWithHeads } from './files';
import type { ExportRequest } from './services';

interface Options extends CommonOptions {
  readonly format?: string;
  readonly season?: string;
  readonly contract?: string;
  readonly language?: string;
  readonly part?: string;
  readonly asKnown?: string;
  readonly bom?: true;
  readonly withPersonalData?: true;
  readonly out?: string;
  readonly force?: true;
}

export function addExport(program: Command, context: CliContext): void {
  const { locale } = context;
  const command = program
    .command('export')
    .description(label(locale, 'help.export'))
    .argument('<what>', `${label(locale, 'help.export.what')} (${Object.keys(EXPORTS).join(' | ')})`)
    .option('--format <format>', label(locale, 'help.export.format'))
    .option('--season <code>', label(locale, 'help.export.season'))
    .option('--contract <number>', label(locale, 'help.export.contract'))
    .option('--part <number>', label(locale, 'help.export.part'))
    .option('--language <language>', label(locale, 'help.export.language'))
    .option('--as-known <instant>', label(locale, 'help.export.asKnown'))
    .option('--bom', label(locale, 'help.export.bom'))
    .option('--with-personal-data', label(locale, 'help.export.personal'))
    .option('--out <file>', label(locale, 'help.export.out'))
    .option('--force', label(locale, 'help.export.force'));
  const formats = Object.entries(EXPORTS).map(([what, { formats: list }]) => `  ${what.padEnd(12)}${list.join(' ')}`);
  context
    .withCommonOptions(command)
    .addHelpText('after', `\n${label(locale, 'help.export.formats')}\n${formats.join('\n')}`)
    .action((what: string, options: Options) => run(context, what, options));
}

async function run(context: CliContext, what: string, options: Options): Promise<void> {
  const { output, locale } = context.deps;
  // Before anything is opened: a usage error must not wait for a database.
  const request = requestOf(context, what, options);
  await context.withServices(options, async (services, { progress, signal }) => {
    if (request.what === 'book' && !options.quiet) {
      output.note(text(locale, 'book_personal_data', { personal: request.withPersonalData ? 'yes' : undefined }));
    }
    if (options.out === undefined) {
      if (!isText(request.format) && output.isTerminal) throw new DomainError('format_unsupported', {}, 'out');
      await services.export(request, (chunk) => output.write(chunk), { progress, signal });
      return;
    }
    const { out, force = false } = options;
    await writeWithHeads(out, force, (write) => services.export(request, write, { progress, signal }));
    output.note(text(locale, 'written', { file: out }));
  });
}

function requestOf({ locale }: CliContext, what: string, options: Options): ExportRequest {
  const complain = (name: string): UsageError =>
    new UsageError(`${label(locale, 'usage.invalid_value')}: ${name}`, 'sureg export');
  if (!Object.hasOwn(EXPORTS, what)) throw complain(what);
  const { formats, season: needs }: Export = EXPORTS[what as ExportName];
  const format = options.format ?? formats[0];
  if (!formats.includes(format)) throw complain(`--format ${format}`);
  if (options.bom && format !== 'csv') throw complain('--bom');
  if (options.withPersonalData && what !== 'book') throw complain('--with-personal-data');
  if (needs === 'one' && options.season === undefined)
    throw new UsageError(`${label(locale, 'usage.missing_option')}: --season`, 'sureg export');
  if (needs === 'none' && options.season !== undefined) throw complain('--season');
  if (format !== 'pdf' && options.contract !== undefined) throw complain('--contract');
  if (format !== 'pdf' && options.language !== undefined) throw complain('--language');
  if ((format !== 'pdf' || what !== 'statements') && options.part !== undefined) throw complain('--part');
  if (options.force && options.out === undefined) throw complain('--force');
  const { cooperative, season, contract, language, part, asKnown } = options;
  return {
    ...withoutUndefined({ cooperative, season, contract, language, part, asKnown }),
    what: what as ExportName,
    format,
    bom: options.bom === true,
    withPersonalData: options.withPersonalData === true,
    locale,
  };
}

function isText(format: string): boolean {
  return !['pdf', 'xlsx', 'zip'].includes(format);
}
