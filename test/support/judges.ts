/** Programs that know only double entry, and where the books we export stand in their eyes; compared with what our statements say. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '../../src/domain/calendar';
import type { TestApp } from './app';
import { exported } from './services';
import { runTool } from './tools';

/** `account commodity` (of debts the account alone: each has one commodity) -> fen or heads, none of them zero. */
export type Stand = Readonly<Record<string, number>>;

export interface ClosedSeason {
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

export interface Judge {
  readonly tool: string;
  /** What is exported for it, and with which ending. */
  readonly reads: { readonly what: 'hledger' | 'beancount'; readonly format: 'journal' | 'beancount' };
  /** Throws when the file does not follow the rules of the program, at its strictest. */
  readonly check: (file: string) => void;
  /** What the program adds up to at the end of each of the seasons. */
  readonly stands: (file: string, text: string, seasons: readonly ClosedSeason[]) => Stand[];
}

const OURS = ['^members:', '^owed:', '^stock:'];

const hledger: Judge = {
  tool: 'hledger',
  reads: { what: 'hledger', format: 'journal' },
  check: (file) => void runTool('hledger', '-f', file, 'check', '-s', 'ordereddates'),
  stands: (file, _text, seasons) =>
    seasons.map(({ to }) => {
      const options = ['--flat', '-N', '--layout=bare', '-O', 'csv', '-e', addDays(to, 1)];
      const [, ...rows] = runTool('hledger', '-f', file, 'balance', ...options, ...OURS).trimEnd().split('\n'); // prettier-ignore
      return standOf(rows.map((row) => row.slice(1, -1).split('","')));
    }),
};

const ledger: Judge = {
  tool: 'ledger',
  reads: { what: 'hledger', format: 'journal' },
  check: (file) => void runTool('ledger', '--strict', '--pedantic', '-f', file, 'stats'),
  stands: (file, _text, seasons) =>
    seasons.map(({ to }) => {
      const options = ['-e', addDays(to, 1), '--flat', '--no-total', '--format', '%(account)|%(quoted(scrub(display_total)))\n']; // prettier-ignore
      const text = runTool('ledger', '--strict', '--pedantic', '-f', file, 'balance', ...options, ...OURS);
      const accounts = [...text.matchAll(/^([^|\n]+)\|"([^"]*)"$/gm)];
      return standOf(accounts.flatMap(([, account = '', amounts = '']) => amounts.split('\n').map((amount) => {
        const [quantity = '', commodity = ''] = amount.trim().split(' ');
        return [account, commodity, quantity];
      }))); // prettier-ignore
    }),
};

/** It reads a file slowly, and so answers for the last season alone; of all the others bean-check has compared the assertions. */
const beancount: Judge = {
  tool: 'bean-query',
  reads: { what: 'beancount', format: 'beancount' },
  check: (file) => void runTool('bean-check', file),
  stands: (file, text, seasons) => {
    const named = (directive: string): Map<string, string> =>
      new Map([...text.matchAll(new RegExp(`^\\S+ ${directive} (\\S+)\n {2}name: "(.*)"$`, 'gm'))].map(([, its = '', ours = '']) => [its, ours])); // prettier-ignore
    const [accounts, commodities] = [named('open'), named('commodity')];
    const last = seasons.at(-1)?.to;
    const query = `select account, sum(position) where date <= ${last} and account ~ "^Assets:" group by account, currency`;
    const [, ...rows] = runTool('bean-query', '-f', 'csv', file, query).trimEnd().split(/\r?\n/);
    // Nothing is written of a sum that is zero.
    const cells = rows.map((row) => row.trim().split(/[\s,]+/));
    return [standOf(cells.map(([account = '', sum, currency = '']) => [accounts.get(account), commodities.get(currency), sum]))]; // prettier-ignore
  },
};

export const JUDGES: readonly Judge[] = [hledger, ledger, beancount];

function standOf(rows: readonly (readonly (string | undefined)[])[]): Stand {
  const stand: Record<string, number> = {};
  for (const [account = '?', commodity = '?', quantity = ''] of rows) {
    const value = commodity === 'CNY' ? fenOf(quantity) : Number(quantity);
    if (value !== 0) stand[account.startsWith('owed:') ? account : `${account} ${commodity}`] = value;
  }
  return stand;
}

function fenOf(yuan: string): number {
  const [whole = '', part = ''] = yuan.split('.');
  return Number(`${whole}${part.padEnd(2, '0')}`);
}

export async function closedSeasons({ database }: TestApp): Promise<ClosedSeason[]> {
  return database.reads.all(
    'select code, starts_on as "from", ends_on as "to" from season where closed_seq is not null order by id',
  );
}

/** What the statements of one season say. */
export interface Stated {
  readonly closings: Stand;
  /** Those that have a statement: animals alone make none. */
  readonly contracts: ReadonlySet<string>;
}

/** Every closing of every statement of the season. */
export async function statedIn(app: TestApp, season: string): Promise<Stated> {
  const text = await exported(app, { what: 'lines', format: 'jsonl', season });
  const closings: Record<string, number> = {};
  const contracts = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const { contract, section, subject = '', line: figure, quantity = '' } = JSON.parse(line) as Record<string, string>;
    if (figure !== 'closing') continue;
    contracts.add(contract ?? '');
    const [book, cls] = subject.split(':');
    const isMoney = section === 'cash' || section === 'deposit';
    const value = isMoney ? fenOf(quantity) : Number(quantity);
    const key = {
      owed: `owed:${contract}:${subject}`,
      cash: `members:${contract}:current CNY`,
      deposit: `members:${contract}:deposit CNY`,
      stock: `stock:${book}:${contract} ${cls}`,
    }[section ?? ''];
    if (value !== 0) closings[key ?? `${section}?`] = value;
  }
  return { closings, contracts };
}

/** Lets a judge check a journal and add it up: what it says beside what the statements say, and the text it read. */
export async function judged(
  app: TestApp,
  judge: Judge,
  stated: readonly Stated[],
  seasons: readonly ClosedSeason[],
  only?: ClosedSeason,
): Promise<{ found: Stand[]; expected: Stand[]; text: string }> {
  const text = await exported(app, { ...judge.reads, ...(only ? { season: only.code } : {}) });
  return withFile(`book.${judge.reads.format}`, text, (file) => {
    judge.check(file);
    const stands = judge.stands(file, text, seasons);
    const said = stated.slice(-stands.length);
    const found = stands.map((stand, i) => ofStated(stand, said[i] as Stated));
    return { found, expected: said.map((s) => s.closings), text };
  });
}

/** Writes a file for as long as it is looked at. */
export function withFile<T>(name: string, text: string, look: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-judge-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    return look(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without the animals of contracts that have no statement. */
function ofStated(stand: Stand, { contracts }: Stated): Stand {
  const isSaid = (key: string): boolean => !key.startsWith('stock:') || contracts.has(key.split(/[: ]/)[2] as string);
  return Object.fromEntries(Object.entries(stand).filter(([key]) => isSaid(key)));
}
