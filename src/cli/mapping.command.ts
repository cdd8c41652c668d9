/** `sureg mapping [--set FILE]`: shows the posting mapping in force, or puts another in force for the seasons that are still open. */
import type { Command } from 'commander';
import { parseStrictJson } from '../common/strict-json';
import { label, text } from '../i18n/messages';
import { scopeOf, type CliContext, type CommonOptions } from './context';
import { readText } from './files';

interface Options extends CommonOptions {
  readonly set?: string;
}

export function addMapping(program: Command, context: CliContext): void {
  const { locale } = context;
  const { output } = context.deps;
  const command = program
    .command('mapping')
    .description(label(locale, 'help.mapping'))
    .option('--set <file>', label(locale, 'help.mapping.set'));
  context.withCommonOptions(command).action((options: Options) =>
    context.withServices(options, async (services) => {
      const { set } = options;
      const change =
        set === undefined ? {} : { content: parseStrictJson((await readText(set)).replace(/^\ufeff/, '')) };
      const { content, ...version } = await services.mapping({ ...scopeOf(options), ...change });
      // What is printed can be edited and given back.
      await output.write(
        options.json ? `${JSON.stringify({ ...version, content })}\n` : `${JSON.stringify(content, null, 2)}\n`,
      );
      if (!options.quiet) {
        const proposal = content.proposal ? 'yes' : undefined;
        output.note(text(locale, 'mapping_version', { version: String(version.version), proposal }));
      }
    }),
  );
}
