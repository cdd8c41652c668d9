/** Small parts that many pages show. */
import type { ComponentChildren } from 'preact';
import { daysBetween } from '../../domain/calendar';
import type { Season } from '../../calendar/seasons';
import type { DebtDue } from '../../contracts/due-list.service';
import type { Fen } from '../../domain/quantity/money';
import type { SubjectLines } from '../../domain/statement/statement';
import type { StatementLine } from '../../domain/statement/statement-lines';
import type { Owed } from '../../domain/contract/owing';
import { unexplainedStock } from '../../i18n/stock-words';
import { heads, money } from '../../i18n/format';
import { addressOf, type Frame, useFrame } from './frame';
import { queryOf } from './page';

/** A table that scrolls by itself where it is wider than the screen; reachable by keyboard. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

export function Tag({ tone, children }: { tone: 'ok' | 'warn' | 'bad' | 'quiet'; children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

/** How soon something is shown as coming, in days. */
export const SOON_DAYS = 60;

export type DueState = 'overdue' | 'soon' | 'later' | 'settled';

/** How a debt stands on a day. */
export function stateOf(debt: DebtDue, today: string): DueState {
  if (debt.arrears > 0) return 'overdue';
  if (debt.next && daysBetween(today, debt.next.on) <= SOON_DAYS) return 'soon';
  return debt.total > debt.settled || debt.accruing ? 'later' : 'settled';
}

/** How a debt stands, in words and colour; never in colour alone. */
export function DebtState({ debt, today }: { debt: DebtDue; today: string }) {
  const { t } = useFrame();
  switch (stateOf(debt, today)) {
    case 'overdue':
      return <Tag tone="bad">{t('due.overdue', { days: daysBetween(debt.overdueSince ?? today, today) })}</Tag>;
    case 'soon':
      return <Tag tone="warn">{t('due.soon', { days: daysBetween(today, debt.next?.on ?? today) })}</Tag>;
    case 'settled':
      return <Tag tone="ok">{t('due.settled')}</Tag>;
    case 'later':
      return <Tag tone="quiet">{t(debt.settled > debt.due ? 'due.ahead' : 'due.fine')}</Tag>;
  }
}

/** What is still owed stands above what is settled. */
export function openFirst<View extends { readonly debt: Owed }>(debts: readonly View[]): readonly View[] {
  const open = ({ debt }: View): boolean => debt.total > debt.settled;
  return [...debts.filter(open), ...debts.filter((d) => !open(d))];
}

/** Heads of several classes in one text: `母羊 95 只，种公羊 5 只`. */
export function headsOfClasses(frame: Frame, counted: Iterable<readonly [string, number]>): string {
  const parts = [...counted].map(([cls, n]) => `${frame.word(`class.${cls}`)} ${heads(frame.locale, n)}`);
  return parts.length === 0 ? frame.t('list.none') : parts.join(frame.t('list.comma'));
}

export function ContractLink({ number }: { number: string }) {
  const frame = useFrame();
  return <a href={addressOf(frame, 'contracts', number)}>{number}</a>;
}

export function HouseholdLink({ code, name }: { code: string; name: string }) {
  const frame = useFrame();
  return <a href={addressOf(frame, 'households', code)}>{name}</a>;
}

/** The way to the next page of a list, with the filters of this one. */
export function NextPage({ cursor }: { cursor: string | undefined }) {
  const frame = useFrame();
  const { after: _before, ...filters } = frame.query;
  return (
    <nav class="pages" aria-label={frame.t('list.pages')}>
      {frame.query['after'] === undefined ? null : <a href={`?${queryOf(filters)}`}>{frame.t('list.first')}</a>}
      {cursor === undefined ? null : (
        <a rel="next" href={`?${queryOf({ ...filters, after: cursor })}`}>
          {frame.t('list.next')}
        </a>
      )}
    </nav>
  );
}

/** A number with what it counts, leading to the list of what was counted. */
export function Figure({ name, value, note, href }: { name: string; value: string; note?: string; href?: string }) {
  const inner = (
    <>
      <small>{name}</small>
      <b>{value}</b>
      {note === undefined ? null : <small>{note}</small>}
    </>
  );
  return href === undefined ? (
    <div class="figure">{inner}</div>
  ) : (
    <a class="figure" href={href}>
      {inner}
    </a>
  );
}

/** Cash in words: who owes whom. */
export function cashWords(frame: Frame, fen: Fen): string {
  if (fen === 0) return frame.t('cash.even');
  return frame.t(fen > 0 ? 'cash.owes' : 'cash.isOwed', { amount: money(frame.locale, Math.abs(fen)) });
}

/** The same, said to the household. */
export function herderCashWords(frame: Frame, fen: Fen): string {
  if (fen === 0) return frame.t('my.cashEven');
  return frame.t(fen > 0 ? 'my.pays' : 'my.receives', { amount: money(frame.locale, Math.abs(fen)) });
}

/** What the cooperative holds of a household's deposits; below zero, what it paid back beyond them. */
export function depositWords(frame: Frame, fen: Fen): string {
  if (fen < 0) return frame.t('books.depositShort', { amount: money(frame.locale, -fen) });
  return `${frame.t('books.deposit')} ${money(frame.locale, fen)}`;
}

/** What a deposit below zero means, under the lines that have one: the signs of cash say the opposite. */
export function DepositSigns({ lines }: { lines: readonly StatementLine[] }) {
  const frame = useFrame();
  const isShort = lines.some((l) => l.section === 'deposit' && isBalance(l) && l.quantity.startsWith('-'));
  return isShort ? <small>{frame.t('books.depositSigns')}</small> : null;
}

/** Stock below zero, which cannot be: what the book lacks. */
export function Unexplained({ subjects }: { subjects: readonly SubjectLines[] }) {
  const frame = useFrame();
  return (
    <>
      {unexplainedStock(frame, subjects).map((text) => (
        <p class="told wait" key={text}>
          {text}
        </p>
      ))}
    </>
  );
}

const isBalance = ({ line }: StatementLine): boolean => line === 'opening' || line === 'closing';

/** Something that is kept nowhere, and so is shown once. */
export function Secret({ lead, secret }: { lead: string; secret: string }) {
  const frame = useFrame();
  return (
    <div class="told wait secret" role="status">
      <p>{lead}</p>
      <code>{secret}</code>
      <p>{frame.t('secret.keep')}</p>
    </div>
  );
}

/** What a statement is about, for the head of every sheet. */
export function runningHead(
  frame: Frame,
  { number, household }: { readonly number: string; readonly household: string },
  { from, to }: Pick<Season, 'from' | 'to'>,
): string {
  return `${frame.t('statement.title', { number })} · ${household} · ${from} – ${to}`;
}

/** The lists that can be taken along as they are shown. */
export type ListName =
  'contracts' | 'households' | 'statements' | 'slips' | 'events' | 'seasons' | 'proposals' | 'users';

/** What a list shows with the filters of the address, all of its pages, as a file. */
export function AsShown({ list, query }: { list: ListName; query?: Record<string, string> }) {
  const frame = useFrame();
  const { after: _page, ...filters } = query ?? frame.query;
  const filterQuery = queryOf(filters);
  return (
    <p class="files off-paper">
      {frame.t('list.asShown')}
      {(['csv', 'xlsx'] as const).map((format) => (
        <a
          key={format}
          href={`${addressOf(frame, 'lists', `${list}.${format}`)}${filterQuery === '' ? '' : `?${filterQuery}`}`}
          download
        >
          {format.toUpperCase()}
        </a>
      ))}
    </p>
  );
}
