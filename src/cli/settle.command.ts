/** `sureg settle --season CODE [--close]`: settles a season, and closes it when asked to. */
import type { Command } from 'commander';
import { EXIT, outcomeOf } from '../common/error-table';
import type { Refusal } from '../i18n/refusals';
import { label, message } from '../i18n/messages';
import { scopeOf, type CliContext, type CommonOptions } from './context';
import { tellRefusals } from './exit';
import type { SettleResult } from './services';
import { renderTable } from './table';

interface Options extends CommonOptions {
  readonly season: string;
  readonly close?: true;
}

export function addSettle(program: Command, context: CliContext): void {
  const { locale } = context;
  const command = program
    .command('settle')
    .description(label(locale, 'help.settle'))
    .requiredOption('--season <code>', label(locale, 'help.settle.season'))
    .option('--close', label(locale, 'help.settle.close'));
  context.withCommonOptions(command).action((options: Options) =>
    context.withServices(options, async (services, run) => {
      const request = { ...scopeOf(options), season: options.season, close: options.close === true };
      return tellResults(context, await services.settle(request, run), options);
    }),
  );
}

async function tellResults(context: CliContext, results: readonly SettleResult[], options: Options): Promise<number> {
  const { output, locale } = context.deps;
  const json = options.json === true;
  const refusals = results.flatMap((r) => r.failures.map((failure): Refusal => refusalOf(context, failure)));
  if (json && refusals.length === 0) await output.writeJson(results.map(({ failures: _none, ...result }) => result));
  if (!json) await output.write(renderResults(context, results));
  const [first] = refusals;
  if (first === undefined) return EXIT.done;
  await tellRefusals(refusals, 0, { output, locale, json });
  return outcomeOf(first.code).exit;
}

function refusalOf({ locale }: CliContext, failure: SettleResult['failures'][number]): Refusal {
  return { code: failure.code, field: failure.contract, message: message(locale, failure.code, failure.details) };
}

function renderResults({ locale }: CliContext, results: readonly SettleResult[]): string {
  const columns = [
    { title: label(locale, 'column.cooperative') },
    { title: label(locale, 'column.season') },
    { title: label(locale, 'column.contracts'), align: 'right' as const },
    { title: label(locale, 'column.failed'), align: 'right' as const },
    { title: label(locale, 'column.state') },
  ];
  const rows = results.map((r) => {
    const state = r.failures.length > 0 ? 'failed' : r.closed ? 'closed' : 'settled';
    return [r.cooperative, r.season, r.contracts, r.failures.length, label(locale, `state.${state}`)];
  });
  return renderTable(columns, rows);
}
