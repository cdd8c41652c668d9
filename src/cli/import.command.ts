/** `sureg import FILE|-`: reads a book. */
import type { Command } from 'commander';
import { label } from '../i18n/messages';
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
          const { cooperatives, households, contracts, seasons, events, closed, replayed } = summary;
          await deps.output.write(
            `${JSON.stringify({ cooperatives, households, contracts, seasons, events, closed, replayed })}\n`,
          );
        },
        file,
      ),
    );
}
