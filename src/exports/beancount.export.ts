/** Exports one cooperative's ledger for beancount, with the closings of its statements as assertions, so that bean-check compares the two. */
import type { Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { addDays } from '../domain/calendar';
import { formatMoney } from '../domain/quantity/money';
import { accountOf } from '../domain/statement/entries';
import { closingIndex } from '../domain/statement/statement';
import { readStatements } from '../statements/statements.queries';
import { BeancountNames } from './beancount.names';
import { accountsOf, entriesOf, openingsOf, type JournalEntry, type JournalPosting } from './journal';
import { beancountString } from './journal-text';
import { knownSeasons, type KnownCooperative } from './known';

/** The file as pieces of text: declarations, the balances before the season if only one is wanted, entries, then assertions. */
export async function* beancountFile(
  reader: Reader,
  cooperative: KnownCooperative,
  season?: Season,
  asKnown?: string,
): AsyncGenerator<string> {
  const { code, name, head } = cooperative;
  const names = new BeancountNames();
  const seasons = season ? [season] : await knownSeasons(reader, cooperative, asKnown);
  yield `; head ${head.seq} ${head.hash}\noption "title" ${beancountString(`${code} ${name}`)}\noption "operating_currency" "CNY"\n\n`;
  yield* declarations(names, await accountsOf(reader, cooperative), seasons[0]?.from ?? '');
  if (season) {
    let header = `\n${season.from} * "opening"\n`;
    for await (const posting of openingsOf(reader, cooperative, season)) {
      yield header + postingLine(names, posting);
      header = '';
    }
  }
  for await (const entry of entriesOf(reader, cooperative, season)) yield transaction(names, entry);
  for (const closed of seasons.filter((s) => s.closed)) {
    yield '\n';
    yield* assertions(reader, names, cooperative, closed);
  }
}

function* declarations(
  names: BeancountNames,
  accounts: readonly { readonly name: string; readonly commodity: string }[],
  on: string,
): Generator<string> {
  for (const commodity of new Set(accounts.map((a) => a.commodity)))
    yield `${on} commodity ${names.commodity(commodity)}\n  name: ${beancountString(commodity)}\n`;
  for (const name of new Set(accounts.map((a) => a.name)))
    yield `${on} open ${names.account(name)}\n  name: ${beancountString(name)}\n`;
}

function transaction(names: BeancountNames, { seq, bookedOn, event, postings }: JournalEntry): string {
  const of = event?.of === undefined ? '' : `  of: ${beancountString(event.of)}\n`;
  const about = event ? `  event: ${beancountString(event.id)}\n  on: ${event.on}\n${of}` : '';
  const lines = postings.map((posting) => postingLine(names, posting)).join('');
  return `\n${bookedOn} * "${event?.kind ?? 'close'}"\n  seq: ${seq}\n${about}${lines}`;
}

function postingLine(names: BeancountNames, { account, commodity, quantity }: JournalPosting): string {
  return `  ${names.account(account)}  ${amount(commodity, quantity)} ${names.commodity(commodity)}\n`;
}

/** Every closing of every statement, to the fen and the head. An account never posted to has no name, and stands at zero. */
async function* assertions(
  reader: Reader,
  names: BeancountNames,
  cooperative: KnownCooperative,
  season: Season,
): AsyncGenerator<string> {
  const after = addDays(season.to, 1);
  for await (const { contract, subjects } of readStatements(reader, cooperative, season)) {
    for (const subject of subjects) {
      const { account, commodity } = accountOf(contract, subject);
      const closing = subject.values[closingIndex(subject.section)] as number;
      if (!names.has(account) && closing === 0) continue;
      yield `${after} balance ${names.account(account)}  ${amount(commodity, closing)} ~ 0 ${names.commodity(commodity)}\n`;
    }
  }
}

function amount(commodity: string, quantity: number): string {
  return commodity === 'CNY' ? formatMoney(quantity) : String(quantity);
}
