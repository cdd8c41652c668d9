/** Posting proposals as a table: for every entry of a season the accounts to debit and credit, by the cooperative's mapping. */
import type { Locale } from '../../common/locale';
import type { Reader } from '../../database/tx';
import { asBoolean } from '../../database/tx';
import { labelOr } from '../../i18n/messages';
import { columns } from '../columns';
import type { KnownState } from '../known-state';
import { inPages, type Row, type Table } from '../table';
import { HOUSEHOLD, roleOf, ruleFor, type MappingRule } from './mapping';
import { Titles } from './titles';

/** One posting with its contract's household. */
interface PostingRow {
  readonly seq: number;
  readonly entry: number;
  readonly line: number;
  readonly booked_on: string;
  readonly event_id: string | null;
  readonly kind: string | null;
  readonly contract: string | null;
  readonly household: string | null;
  readonly member: number | boolean | null;
  readonly name: string;
  readonly commodity: string;
  readonly quantity: number;
}

/** Every entry is made of pairs (domain/settlement/entries.ts): an odd line and the one after it, which is its opposite. */
const POSTINGS = `select p.seq, p.entry, p.line, coalesce(r.booked_on, s.ends_on) as booked_on, r.event_id, r.kind, c.number as contract,
    h.code as household, h.member, a.name, a.commodity, p.quantity
  from posting p
  join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
  join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
  join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
  left join contract c on c.cooperative_id = a.cooperative_id and c.id = coalesce(r.contract_id, a.contract_id)
  left join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
  where p.cooperative_id = ? and r.season_id = ? and p.seq <= ? order by p.seq, p.entry, p.line`;

/** A row a side of a pair of postings; a voucher is what one entry makes. */
export function vouchersTable(reader: Reader, state: KnownState, locale: Locale): Table {
  return {
    columns: columns(locale, [
      ['cooperative', 'code'],
      ['season', 'code'],
      ['voucher', 'code'],
      ['bookedOn', 'date'],
      ['voucherLine', 'count'],
      ['summary', 'text'],
      ['account', 'code'],
      ['accountName', 'text'],
      ['debit', 'money', 'total'],
      ['credit', 'money', 'total'],
      ['heads', 'count'],
      ['class', 'words', 'class'],
      ['contract', 'code'],
      ['household', 'code'],
      ['kind', 'words', 'kind'],
      ['event', 'code'],
      ['certainty', 'words', 'certainty'],
      ['mapping', 'count'],
      ['proposal', 'truth', 'proposal'],
      ['note', 'text'],
    ]),
    totals: 'sum',
    pages: () => inPages(voucherRows(reader, state)),
  };
}

async function* voucherRows(reader: Reader, state: KnownState): AsyncGenerator<Row> {
  const { cooperative, season, head } = state;
  const titles = await Titles.load(reader, cooperative.id);
  let first: PostingRow | undefined;
  let [voucher, number] = ['', 0];
  for await (const row of reader.iterate<PostingRow>(POSTINGS, [cooperative.id, season.id, head.seq])) {
    if (row.line % 2 === 1) {
      first = row;
      continue;
    }
    const pair = first as PostingRow;
    if (voucher !== `${pair.seq}-${pair.entry}`) [voucher, number] = [`${pair.seq}-${pair.entry}`, 0];
    for (const side of sidesOf(state, titles, pair, row)) yield rowOf(state, pair, side, voucher, (number += 1));
  }
}

/** One side of a voucher. */
interface Side {
  readonly side: 'debit' | 'credit';
  readonly account: string;
  readonly rule: MappingRule;
}

/** What the mapping says of a pair; nothing where it is not booked. */
function sidesOf({ mapping }: KnownState, titles: Titles, pair: PostingRow, other: PostingRow): Side[] {
  const isPositive = pair.quantity > 0;
  // A reversal takes back what the original's rule booked.
  const isBackwards = pair.kind === 'reversal';
  const sign = isPositive !== isBackwards ? '+' : '-';
  const names = { of: roleOf(pair.name), against: roleOf(other.name) };
  const title = titles.of(pair.contract as string, pair.booked_on, pair.seq);
  const rule = ruleFor(mapping.content.rules, names, title, sign);
  if (rule?.debit === undefined || rule.credit === undefined) return [];
  const { member: isMember } = pair;
  const { household } = mapping.content;
  const own = isMember !== null && !asBoolean(isMember) ? household.other : household.member;
  const [debit, credit] = [rule.debit, rule.credit].map((account) => (account === HOUSEHOLD ? own : account)) as [
    string,
    string,
  ];
  const isSwapped = rule.sign === undefined ? !isPositive : isBackwards;
  return [
    { side: 'debit', account: isSwapped ? credit : debit, rule },
    { side: 'credit', account: isSwapped ? debit : credit, rule },
  ];
}

function rowOf(
  { cooperative, season, mapping }: KnownState,
  pair: PostingRow,
  { side, account, rule }: Side,
  voucher: string,
  line: number,
): Row {
  const known = mapping.content.accounts.find((a) => a.code === account);
  const isMoney = pair.commodity === 'CNY';
  const quantity = Math.abs(pair.quantity);
  const kind = pair.kind ?? 'close';
  return [
    cooperative.code,
    season.code,
    voucher,
    pair.booked_on,
    line,
    // What stands on a voucher is Chinese, whatever the reader's language is.
    [labelOr('zh-CN', `kind.${kind}`, kind), pair.contract, pair.event_id].filter(Boolean).join(' '),
    account,
    known?.name ?? null,
    isMoney && side === 'debit' ? quantity : null,
    isMoney && side === 'credit' ? quantity : null,
    isMoney ? null : quantity,
    isMoney ? null : pair.commodity,
    pair.contract,
    pair.household,
    kind,
    pair.event_id,
    known?.certainty ?? null,
    mapping.version,
    String(mapping.content.proposal),
    rule.note ?? null,
  ];
}
