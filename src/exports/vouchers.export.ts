/** Posting proposals as a table: for every entry of a season the accounts to debit and credit, by the cooperative's mapping. */
import type { Locale } from '../i18n/locale';
import type { Reader } from '../database/tx';
import { labelOr } from '../i18n/messages';
import { columns } from './columns';
import type { KnownState } from './known-state';
import { inPages, type Row, type Table } from './table';
import { HOUSEHOLD, HOUSEHOLD_IN_KIND, RENT, ruleFor, type MappingContent, type MappingRule } from '../mapping/mapping';
import { pairsOf, type BookedPair } from './voucher-pairs';
import { Titles } from './voucher-titles';

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
      ['method', 'text'],
      ['receipt', 'text'],
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
  const titles = await Titles.load(reader, state.cooperative.id);
  let [voucher, number] = ['', 0];
  for await (const pair of pairsOf(reader, state)) {
    if (voucher !== `${pair.seq}-${pair.entry}`) [voucher, number] = [`${pair.seq}-${pair.entry}`, 0];
    for (const side of sidesOf(state, titles, pair)) yield rowOf(state, pair, side, voucher, (number += 1));
  }
}

/** One side of a voucher. */
interface Side {
  readonly side: 'debit' | 'credit';
  readonly account: string;
  readonly rule: MappingRule;
}

/** What the mapping says of a pair; nothing where it is not booked. */
function sidesOf({ mapping: { content } }: KnownState, titles: Titles, pair: BookedPair): Side[] {
  const isPositive = pair.quantity > 0;
  // A reversal takes back what the original's rule booked.
  const { isReversal: isBackwards } = pair;
  const title = titles.of(pair.contract, pair.bookedOn, pair.seq);
  const ruleOf = (of: string, against: string): MappingRule | undefined =>
    ruleFor(content.rules, { of, against }, title, isPositive !== isBackwards ? '+' : '-', pair.method);
  // A mapping that was made before rent stood by itself books it with the rest of a settlement.
  const rule = ruleOf(pair.of, pair.against) ?? (pair.against === RENT.against ? ruleOf('current', 'coop:settlement:members') : undefined); // prettier-ignore
  if (rule?.debit === undefined || rule.credit === undefined) return [];
  const isSwapped = rule.sign === undefined ? !isPositive : isBackwards;
  const [debit, credit] = [rule.debit, rule.credit].map((account) => accountOf(content, pair, account)) as [
    string,
    string,
  ];
  return [
    { side: 'debit', account: isSwapped ? credit : debit, rule },
    { side: 'credit', account: isSwapped ? debit : credit, rule },
  ];
}

function accountOf({ household }: MappingContent, { isMember }: BookedPair, account: string): string {
  if (account === HOUSEHOLD) return isMember ? household.member : household.other;
  if (account === HOUSEHOLD_IN_KIND) return (isMember ? household.memberInKind : household.otherInKind) ?? account;
  return account;
}

function rowOf(
  { cooperative, season, mapping }: KnownState,
  pair: BookedPair,
  { side, account, rule }: Side,
  voucher: string,
  line: number,
): Row {
  const known = mapping.content.accounts.find((a) => a.code === account);
  const isMoney = pair.commodity === 'CNY';
  const quantity = Math.abs(pair.quantity);
  const { kind, settledLine } = pair;
  const about = settledLine === undefined ? undefined : labelOr('zh-CN', `line.cash.${settledLine}`, settledLine);
  return [
    cooperative.code,
    season.code,
    voucher,
    pair.bookedOn,
    line,
    // What stands on a voucher is Chinese, whatever the reader's language is.
    [labelOr('zh-CN', `kind.${kind}`, kind), about, pair.contract, pair.event].filter(Boolean).join(' '),
    account,
    known?.name ?? null,
    isMoney && side === 'debit' ? quantity : null,
    isMoney && side === 'credit' ? quantity : null,
    isMoney ? null : quantity,
    isMoney ? null : pair.commodity,
    pair.contract,
    pair.household,
    kind,
    pair.event,
    pair.method ?? null,
    pair.receipt ?? null,
    known?.certainty ?? null,
    mapping.version,
    String(mapping.content.proposal),
    rule.note ?? null,
  ];
}
