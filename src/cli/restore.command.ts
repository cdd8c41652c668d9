/** `sureg restore FILE`: puts a copy back into an absent or empty SQLite book, and verifies it. */
import type { Command } from 'commander';
import { EXIT } from '../common/error-table';
import { label, text } from '../i18n/messages';
import type { CliContext, CommonOptions } from './context';
import { UsageError } from './exit';
import { tellReport } from './verify.command';

export function addRestore(program: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = program
    .command('restore')
    .description(label(locale, 'help.restore'))
    .argument('<file>', label(locale, 'help.restore.file'));
  context.withCommonOptions(command).action(async (file: string, options: CommonOptions) => {
    const connection = await deps.connection();
    if (connection.dialect === 'postgres') throw new UsageError(text(locale, 'restore_postgres'), 'sureg restore');
    await context.attempt(options, async (run) => {
      const exit = await tellReport(context, await connection.restore(file, run), options);
      if (exit === EXIT.done) deps.output.note(text(locale, 'restored', { file }));
      return exit;
    });
  });
}
