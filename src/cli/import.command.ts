/** `sureg import FILE|-`: reads a book. */
import type { Command } from 'commander';
import { label, text } from '../i18n/messages';
import { scopeOf, type CliContext, type CommonOptions } from './context';
import { withInput } from './files';

export function addImport(program: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = program.command('import').argument('<file>', label(locale, 'help.import.file'));
  context
    .withCommonOptions(command.description(label(locale, 'help.import')))
    .action((file: string, options: CommonOptions) =>
      context.withServices(
        options,
        async (services, run) => {
          const summary = await withInput(file, deps.stdin, run.signal, async ({ stream, bytes }) => {
            run.progress.begin('import', bytes);
            return services.import({ stream, ...scopeOf(options) }, run);
          });
          const { cooperatives, households, contracts, seasons, events, closed, replayed, ...more } = summary;
          const { steps, signatures, approvals, approvers, approversPassedOver: count } = more;
          await deps.output.write(
            `${JSON.stringify({ cooperatives, households, contracts, seasons, events, closed, replayed, steps, signatures, approvals, approvers })}\n`,
          );
          if (count > 0) deps.output.note(text(locale, 'approvers_passed_over', { count }));
        },
        file,
      ),
    );
}
