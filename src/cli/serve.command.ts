/** `sureg serve`: the web application and API, until it is stopped. */
import type { Command } from 'commander';
import { EXIT } from '../common/error-table';
import { label, text } from '../i18n/messages';
import type { CliContext, CommonOptions } from './context';
import { Interrupted } from './exit';

export function addServe(program: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = program.command('serve').description(label(locale, 'help.serve'));
  context.withCommonOptions(command).action((options: CommonOptions) =>
    context.withServices(options, async (services, run) => {
      await services.serve((url, setup) => {
        if (setup !== undefined) deps.output.note(text(locale, 'first_operator', { link: setup }));
        deps.output.writeSoon(`ready ${url}\n`);
      }, run);
      // A service manager ends a server with SIGTERM: that is the ordinary way, not an interruption.
      const { reason } = run.signal as { reason: unknown };
      return reason instanceof Interrupted && reason.by === 'SIGINT' ? EXIT.interrupted : EXIT.done;
    }),
  );
}
