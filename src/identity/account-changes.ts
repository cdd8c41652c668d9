/** What others have done to a user's account: shown to the user, who for a day cannot approve their proposals. */
import { instantAfter, shanghaiTime } from '../common/clock';
import type { Reader, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { Choice } from '../domain/shape/field';
import { Instant, View, Words } from '../domain/shape/view';

const DAY = 24 * 60 * 60_000;
/** How long users are shown what others have done to their account. */
const TOLD = 30 * DAY;

/** `role`: the branch role was given; `password`: one was set through a link that the other had made. */
const ACCOUNT_ACTS = ['role', 'invitation', 'password', 'second_factor'] as const;
export type AccountAct = (typeof ACCOUNT_ACTS)[number];

/** A person as others see them. */
export class PersonView {
  @Words() readonly login: string;
  @Words() readonly name: string;
}

/** The latest change that somebody made to an account. */
export class AccountChange {
  @Choice(ACCOUNT_ACTS) readonly what: AccountAct;
  @Instant() readonly at: string;
  @View(() => PersonView) readonly by: PersonView;
}

/** Stores a change. Changes to one's own account, and those from the command line, tie nobody to anybody. */
export async function noteChange(
  tx: Tx,
  now: string,
  { userId, madeBy, what }: { readonly userId: number; readonly madeBy: number | undefined; readonly what: AccountAct },
): Promise<void> {
  if (madeBy === undefined || madeBy === userId) return;
  await tx.insertMany(
    'account_change',
    ['user_id', 'made_by', 'what', 'at'],
    [[userId, madeBy, what, now]],
    'on conflict (user_id, made_by, what) do update set at = excluded.at',
  );
}

interface Row {
  readonly what: AccountAct;
  readonly at: string;
  readonly login: string;
  readonly name: string;
}

const ROWS = 'select c.what, c.at, u.login, u.name from account_change c join app_user u on u.id = c.made_by';

/** Recent changes to an account by others, newest first. */
export async function changesOf(reader: Reader, userId: number, now: string): Promise<AccountChange[]> {
  const sql = `${ROWS} where c.user_id = ? and c.at > ? order by c.at desc, c.what, u.login`;
  return (await reader.all<Row>(sql, [userId, instantAfter(now, -TOLD)])).map(changeOf);
}

/** The latest change that one person made to the account of another. */
export async function lastChange(reader: Reader, userId: number, madeBy: number): Promise<AccountChange | undefined> {
  const sql = `${ROWS} where c.user_id = ? and c.made_by = ? order by c.at desc, c.what`;
  const row = await reader.get<Row>(sql, [userId, madeBy]);
  return row && changeOf(row);
}

function changeOf({ what, at, login, name }: Row): AccountChange {
  return { what, at, by: { login, name } };
}

/** The instant from which a user may approve for a maker who changed their account; undefined if they may now. */
export function independentFrom(change: AccountChange | undefined, now: string): string | undefined {
  const from = change && instantAfter(change.at, DAY);
  return from !== undefined && from > now ? from : undefined;
}

/**
 * A user to whom the maker of a proposal gave the branch role or a way to sign in is no second person for a day: the maker may be using that
 * account, and its owner has not had time to notice.
 *
 * @throws DomainError approver_dependent
 */
export async function requireIndependent(reader: Reader, approver: number, maker: number, now: string): Promise<void> {
  const change = await lastChange(reader, approver, maker);
  const from = independentFrom(change, now);
  if (change && from !== undefined)
    throw new DomainError('approver_dependent', {
      maker: change.by.login,
      act: change.what,
      from: shanghaiTime(from).slice(0, 16),
    });
}
