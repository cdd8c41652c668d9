/** `sureg owes --contract NUMBER`: what one household owes under a contract. */
import type { Command } from 'commander';
import { label, text } from '../i18n/messages';
import { withoutUndefined, type CliContext, type CommonOptions } from './context';
import type { OwesReport } from './services';
import { renderStatementLines } from './statement-view';
import { printable } from './printable';

interface Options extends CommonOptions {
  readonly contract: string;
  readonly on?: string;
  readonly asKnown?: string;
}

export function addOwes(program: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = program
    .command('owes')
    .description(label(locale, 'help.owes'))
    .requiredOption('--contract <number>', label(locale, 'help.owes.contract'))
    .option('--on <date>', label(locale, 'help.owes.on'))
    .option('--as-known <instant>', label(locale, 'help.owes.asKnown'));
  context.withCommonOptions(command).action((options: Options) =>
    context.withServices(options, async (services) => {
      const { cooperative, contract, on, asKnown } = options;
      const report = await services.owes(withoutUndefined({ cooperative, contract, on, asKnown }));
      await (options.json ? deps.output.writeJson(report.lines) : deps.output.write(render(context, report, options)));
    }),
  );
}

function render({ locale }: CliContext, report: OwesReport, options: Options): string {
  const { household, on, head, lines } = report;
  const title = text(locale, 'owes_title', {
    household: printable(`${household.name} ${household.code}`),
    contract: options.contract,
    on,
    known: options.asKnown,
  });
  return [
    title,
    '',
    renderStatementLines(lines, locale),
    text(locale, 'owes_note'),
    text(locale, 'chain_head', { ...head }),
    '',
  ].join('\n');
}
