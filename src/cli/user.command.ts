/** `sureg user …`: who may sign in, for whoever holds the machine. */
import { Option, type Command } from 'commander';
import { DomainError } from '../domain/errors';
import { label, text, type LabelKey } from '../i18n/messages';
import { scopeOf, type CliContext, type CommonOptions } from './context';
import type { CliUser } from './services';
import { renderTable } from './table';

/** More than any password has. */
const MAX_PASSWORD_BYTES = 4_096;

interface AddOptions extends CommonOptions {
  readonly name: string;
  readonly operator?: true;
  readonly role?: readonly string[];
  readonly passwordStdin?: true;
}

export function addUser(program: Command, context: CliContext): void {
  const { locale } = context;
  const group = program.command('user').description(label(locale, 'help.user'));
  addAdd(group, context);
  addList(group, context);
  const login = (name: string, help: LabelKey): Command =>
    group.command(name).description(label(locale, help)).argument('<login>', label(locale, 'help.user.login'));
  const simple = (name: 'disable' | 'enable', help: LabelKey): void => {
    context
      .withCommonOptions(login(name, help))
      .action((who: string, options: CommonOptions) =>
        context.withServices(options, async (services) => (await services.people())[name](who)),
      );
  };
  simple('disable', 'help.user.disable');
  simple('enable', 'help.user.enable');
  context
    .withCommonOptions(login('invite', 'help.user.invite'))
    .action((who: string, options: CommonOptions) =>
      context.withServices(options, async (services) =>
        tellLink(context, options, who, await (await services.people()).invite(who)),
      ),
    );
  addUnlock(group, context);
  const role = login('role', 'help.user.role')
    .argument('<role@cooperative>', label(locale, 'help.user.grant'))
    .option('--revoke', label(locale, 'help.user.revoke'));
  context
    .withCommonOptions(role)
    .action((who: string, grant: string, options: CommonOptions & { readonly revoke?: true }) =>
      context.withServices(options, async (services) =>
        (await services.people()).role(who, grant, options.revoke === true),
      ),
    );
  for (const command of group.commands) command.helpOption('-h, --help', label(locale, 'help.help'));
}

/** For somebody, or a whole office, that has to wait after failed sign-ins. */
function addUnlock(group: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = group
    .command('unlock')
    .description(label(locale, 'help.user.unlock'))
    .argument('[login]', label(locale, 'help.user.login'))
    .option('--address <address>', label(locale, 'help.user.address'));
  context
    .withCommonOptions(command)
    .action((login: string | undefined, options: CommonOptions & { readonly address?: string }) =>
      context.withServices(options, async (services) => {
        const people = await services.people();
        if (login !== undefined) await people.unlock({ login });
        if (options.address !== undefined) await people.unlock({ address: options.address });
        if (login !== undefined || options.address !== undefined) return;
        const locks = await people.locks();
        const columns = (['who', 'until', 'refused'] as const).map((c) => ({ title: label(locale, `column.${c}`) }));
        const rows = locks.map((l) => [l.login ?? l.address ?? '', l.until, String(l.refused)]);
        await deps.output.write(options.json ? `${JSON.stringify(locks)}\n` : renderTable(columns, rows));
      }),
    );
}

function addAdd(group: Command, context: CliContext): void {
  const { deps, locale } = context;
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  const command = group
    .command('add')
    .description(label(locale, 'help.user.add'))
    .argument('<login>', label(locale, 'help.user.login'))
    .requiredOption('--name <name>', label(locale, 'help.user.name'))
    .option('--operator', label(locale, 'help.user.operator'))
    .addOption(new Option('--role <role@cooperative>', label(locale, 'help.user.grant')).argParser(collect))
    .option('--password-stdin', label(locale, 'help.user.password'));
  context.withCommonOptions(command).action((login: string, options: AddOptions) =>
    context.withServices(options, async (services) => {
      const link = await (
        await services.people()
      ).add({
        login,
        name: options.name,
        operator: options.operator === true,
        roles: options.role ?? [],
        ...(options.passwordStdin ? { password: await firstLine(deps.stdin) } : {}),
      });
      if (link !== undefined) await tellLink(context, options, login, link);
    }),
  );
}

function addList(group: Command, context: CliContext): void {
  const { deps, locale } = context;
  const command = group.command('list').description(label(locale, 'help.user.list'));
  context.withCommonOptions(command).action((options: CommonOptions) =>
    context.withServices(options, async (services) => {
      const users = await (await services.people()).list(scopeOf(options));
      await (options.json ? deps.output.writeJson(users) : deps.output.write(render(context, users)));
    }),
  );
}

function render({ locale }: CliContext, users: readonly CliUser[]): string {
  const columns = (['login', 'name', 'roles', 'state'] as const).map((c) => ({ title: label(locale, `column.${c}`) }));
  const rows = users.map((u) => {
    const roles = [...(u.operator ? ['operator'] : []), ...u.roles].join(' ');
    return [u.login, u.name, roles, label(locale, `state.${u.state}`)];
  });
  return renderTable(columns, rows);
}

/** The link alone on stdout, so that it can be piped to where it is sent from. */
async function tellLink(
  { deps, locale }: CliContext,
  options: CommonOptions,
  login: string,
  link: string,
): Promise<void> {
  if (options.json) return deps.output.writeJson({ login, invitation: link });
  deps.output.note(text(locale, 'invitation', { login }));
  await deps.output.write(`${link}\n`);
}

/** A password is piped in, so that it stands neither in the list of processes nor in the shell's history. */
async function firstLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    bytes += chunk.length;
    if (bytes > MAX_PASSWORD_BYTES) throw new DomainError('text_invalid', {}, 'password');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
