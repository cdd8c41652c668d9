/** `sureg clock --today DATE`: the operator answers for the machine's clock where the last record makes it look wrong. */
import type { Command } from 'commander';
import { label, text } from '../i18n/messages';
import { scopeOf, type CliContext, type CommonOptions } from './context';

interface Options extends CommonOptions {
  readonly today: string;
}

export function addClock(program: Command, context: CliContext): void {
  const { locale } = context;
  const { output } = context.deps;
  const command = program
    .command('clock')
    .description(label(locale, 'help.clock'))
    .requiredOption('--today <date>', label(locale, 'help.clock.today'));
  context.withCommonOptions(command).action((options: Options) =>
    context.withServices(options, async (services) => {
      const accepted = await services.acceptClock({ ...scopeOf(options), today: options.today });
      if (options.json) await output.write(`${JSON.stringify(accepted)}\n`);
      else for (const code of accepted) await output.write(`${code}\n`);
      if (!options.quiet) output.note(text(locale, 'clock_accepted', { count: accepted.length }));
    }),
  );
}
