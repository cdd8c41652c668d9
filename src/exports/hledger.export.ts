/** Exports one cooperative's ledger as a journal that hledger and ledger read (docs/book-format.md section 3). */
import type { Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { formatMoney } from '../domain/quantity/money';
import { accountsOf, entriesOf, openingsOf, type JournalEntry, type JournalPosting } from './journal';
import { oneLine, symbol } from './journal-text';
import type { KnownCooperative } from './known';

/** The journal as pieces of text: directives, the balances before the season if only one is wanted, then entries in the order (bookedOn, seq). */
export async function* hledgerJournal(
  reader: Reader,
  cooperative: KnownCooperative,
  season?: Season,
): AsyncGenerator<string> {
  const { code, name, head } = cooperative;
  yield `; ${code} ${oneLine(name)}\n; head ${head.seq} ${head.hash}\n\n`;
  yield* directives(reader, cooperative);
  if (season) {
    let header = `\n${season.from} opening\n`;
    for await (const posting of openingsOf(reader, cooperative, season)) {
      yield header + line(posting);
      header = '';
    }
  }
  for await (const entry of entriesOf(reader, cooperative, season)) {
    yield `\n${heading(entry)}\n${entry.postings.map(line).join('')}`;
  }
}

/** Without a format of their own heads and grams are written as they come; ledger takes none that hledger takes too. */
async function* directives(reader: Reader, cooperative: KnownCooperative): AsyncGenerator<string> {
  const accounts = await accountsOf(reader, cooperative);
  for (const commodity of new Set(accounts.map((a) => a.commodity))) {
    yield `commodity ${symbol(commodity)}\n${commodity === 'CNY' ? '    format 1000.00 CNY\n' : ''}`;
  }
  for (const name of new Set(accounts.map((a) => a.name))) yield `account ${name}\n`;
}

function heading({ seq, bookedOn, event }: JournalEntry): string {
  if (!event) return `${bookedOn} (${seq}) close`;
  const of = event.of === undefined ? '' : `, of:${event.of}`;
  return `${bookedOn} (${seq}) ${event.kind}  ; on:${event.on}, event:${event.id}, kind:${event.kind}${of}`;
}

/** Heads and grams as plain integers, CNY with two decimals. */
function line({ account, commodity, quantity }: JournalPosting): string {
  return `    ${account}  ${commodity === 'CNY' ? formatMoney(quantity) : quantity} ${symbol(commodity)}\n`;
}
