/** Exports posting proposals: for every entry of a season the accounts to debit and credit, by the cooperative's mapping. */
import type { Reader } from '../../database/tx';
import { asBoolean } from '../../database/tx';
import { formatMoney } from '../../domain/quantity/money';
import { labelOr } from '../../i18n/messages';
import type { CooperativeRow } from '../../parties/cooperatives';
import { knownState, type KnownState } from '../known-state';
import { csvRecord } from '../text';
import { HOUSEHOLD, roleOf, ruleFor, type MappingRule } from './mapping';
import { Titles } from './titles';

const COLUMNS = [
  'cooperative',
  'season',
  'voucher',
  'date',
  'line',
  'summary',
  'account',
  'name',
  'debit',
  'credit',
  'quantity',
  'unit',
  'contract',
  'household',
  'kind',
  'event',
  'certainty',
  'mapping',
  'proposal',
  'note',
] as const;
type VoucherLine = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** Which vouchers. */
export interface VouchersOptions {
  readonly season: string;
  readonly asKnown?: string;
  readonly bom?: boolean;
}

/** One posting with its contract's household. */
interface Row {
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

export async function* vouchersCsv(
  reader: Reader,
  cooperative: CooperativeRow,
  options: VouchersOptions,
): AsyncGenerator<string> {
  if (options.bom) yield '\uFEFF';
  yield csvRecord(COLUMNS);
  for await (const line of voucherLines(reader, cooperative, options)) yield csvRecord(COLUMNS.map((c) => line[c]));
}

export async function* vouchersJsonl(
  reader: Reader,
  cooperative: CooperativeRow,
  options: VouchersOptions,
): AsyncGenerator<string> {
  for await (const line of voucherLines(reader, cooperative, options)) yield `${JSON.stringify(line)}\n`;
}

async function* voucherLines(
  reader: Reader,
  cooperative: CooperativeRow,
  options: VouchersOptions,
): AsyncGenerator<VoucherLine> {
  const state = await knownState(reader, cooperative, options.season, options.asKnown);
  const titles = await Titles.load(reader, cooperative.id);
  const { season, head } = state;
  let first: Row | undefined;
  let [voucher, number] = ['', 0];
  for await (const row of reader.iterate<Row>(POSTINGS, [cooperative.id, season.id, head.seq])) {
    if (row.line % 2 === 1) {
      first = row;
      continue;
    }
    const pair = first as Row;
    if (voucher !== `${pair.seq}-${pair.entry}`) [voucher, number] = [`${pair.seq}-${pair.entry}`, 0];
    for (const side of sidesOf(state, titles, pair, row)) yield lineOf(state, pair, side, voucher, (number += 1));
  }
}

/** One side of a voucher. */
interface Side {
  readonly side: 'debit' | 'credit';
  readonly account: string;
  readonly rule: MappingRule;
}

/** What the mapping says of a pair; nothing where it is not booked. */
function sidesOf({ mapping }: KnownState, titles: Titles, pair: Row, other: Row): Side[] {
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

function lineOf(
  state: KnownState,
  pair: Row,
  { side, account, rule }: Side,
  voucher: string,
  line: number,
): VoucherLine {
  const { cooperative, season, mapping } = state;
  const { name = '', certainty = '' } = mapping.content.accounts.find((a) => a.code === account) ?? {};
  const isMoney = pair.commodity === 'CNY';
  const amount = isMoney ? formatMoney(pair.quantity < 0 ? -pair.quantity : pair.quantity) : '';
  const what = labelOr('zh-CN', `kind.${pair.kind ?? 'close'}`, '结账');
  return {
    cooperative: cooperative.code,
    season: season.code,
    voucher,
    date: pair.booked_on,
    line: String(line),
    summary: [what, pair.contract, pair.event_id].filter(Boolean).join(' '),
    account,
    name,
    debit: side === 'debit' ? amount : '',
    credit: side === 'credit' ? amount : '',
    quantity: isMoney ? '' : String(Math.abs(pair.quantity)),
    unit: pair.commodity,
    contract: pair.contract ?? '',
    household: pair.household ?? '',
    kind: pair.kind ?? 'close',
    event: pair.event_id ?? '',
    certainty,
    mapping: String(mapping.version),
    proposal: String(mapping.content.proposal),
    note: rule.note ?? '',
  };
}
