/** `sureg backup FILE`: a consistent copy of a SQLite book, even while it is in use. */
import type { Command } from 'commander';
import { label, text } from '../i18n/messages';
import type { CliContext, CommonOptions } from './context';
import { UsageError } from './exit';

export function addBackup(program: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = program
    .command('backup')
    .description(label(locale, 'help.backup'))
    .argument('<file>', label(locale, 'help.backup.file'));
  context.withCommonOptions(command).action(async (file: string, options: CommonOptions) => {
    const { dialect } = await deps.connection();
    if (dialect === 'postgres') throw new UsageError(text(locale, 'backup_postgres'), 'sureg backup');
    await context.withServices(options, async (services, run) => {
      await services.backup(file, run);
      if (options.json) await deps.output.writeJson({ file });
      else deps.output.note(text(locale, 'backed_up', { file }));
    });
  });
}
