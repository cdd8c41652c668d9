/** What a pack proves of its statements: their form, their sums, the ledger at their two ends, and how a status follows. */
import type { Claim } from './claims';
import { canonical, sha256, units, type ChainRecord, type Json, type Pack } from './reading';

interface Line {
  readonly cooperative: string;
  readonly season: string;
  readonly statement: string;
  readonly contract: string;
  readonly household: string;
  readonly section: string;
  readonly subject: string;
  readonly line: string;
  readonly quantity: string;
  readonly unit: string;
}
interface Statement {
  readonly statement: string;
  readonly contract: string;
  readonly household: string;
  readonly status: string;
  readonly sha256: string;
  readonly lines: readonly Line[];
}

const words = (text: string): string[] => text.split(' ');
const CASH = words(
  'feed services insurance rent conversions penalties losses commission sales claims received paid adjustments',
);
const STOCK = words('handed_over born died sold returned taken_back changed completed');
const LINES: Readonly<Record<string, readonly string[]>> = {
  owed: words('opening added returned waived converted closing due settled arrears ahead'),
  cash: ['opening', ...CASH, 'closing'],
  deposit: words('opening in out closing'),
  stock: ['opening', ...STOCK, 'closing'],
};
const CLASSES = words('ewe ram wether lamb ewe_lamb ram_lamb ewe_hogget ram_hogget doe buck goat_wether kid doe_kid buck_kid cow bull steer calf camel_cow camel_bull camel_calf mare stallion foal'); // prettier-ignore
const SECTIONS = Object.keys(LINES);
const isMoney = (section: string): boolean => section === 'cash' || section === 'deposit';

/** Subject by subject, in the order in which they stand: its lines by name. */
type Subject = { readonly section: string; readonly subject: string; readonly values: Map<string, bigint> };

function subjectsOf({ lines }: Statement): Subject[] {
  const subjects: { section: string; subject: string; values: Map<string, bigint>; names: string[] }[] = [];
  for (const { section, subject, line, quantity } of lines) {
    const last = subjects.at(-1);
    const same = last?.section === section && last.subject === subject ? last : undefined;
    const own = same ?? { section, subject, values: new Map<string, bigint>(), names: [] };
    if (!same) subjects.push(own);
    own.names.push(line);
    own.values.set(line, units(quantity));
  }
  return subjects;
}

export const statementsHaveTheirForm: Claim = function* (pack) {
  const { code } = pack.season;
  const [before, cooperative] = [{ contract: '' }, (pack.manifest['cooperative'] as { code: string }).code];
  const households = new Map(pack.chain.flatMap(({ line }) => (line['type'] === 'contract' ? [[line['number'], line['household']] as const] : [])));
  for (const text of pack.lines('statements.jsonl')) {
    const s = JSON.parse(text) as Statement;
    const { statement, contract, household, status, sha256: hash, lines } = s;
    const written = canonical(lines as unknown as Json);
    if (text !== `${JSON.stringify({ statement, contract, household, status, sha256: hash }).slice(0, -1)},"lines":${written}}`) yield `${statement}: its text`;
    if (sha256(written) !== hash) yield `${statement}: its SHA-256`;
    if (!(comparePoints(before.contract, contract) < 0)) yield `${statement}: its place`;
    before.contract = contract;
    if (statement !== `${code}/${contract}` || households.get(contract) !== household) yield `${statement}: its name`;
    for (const l of lines) {
      const own = { cooperative, season: code, statement, contract, household };
      const { section, subject, line, quantity, unit } = l;
      if (canonical(l as unknown as Json) !== canonical({ ...own, section, subject, line, quantity, unit })) yield `${statement}: a column`;
      if (unit !== (isMoney(section) ? 'CNY' : 'head')) yield `${statement}: a unit`;
      const form = isMoney(section) ? /^-?(0|[1-9]\d*)\.\d\d$/ : /^-?(0|[1-9]\d*)$/;
      if (!form.test(quantity) || /^-0(\.00)?$/.test(quantity)) yield `${statement}: a figure`;
    }
    yield* formOf(s);
  }
}; // prettier-ignore

/** By code points, which is not the order of UTF-16 code units. */
function comparePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function* formOf(s: Statement): Generator<string> {
  const subjects = subjectsOf(s);
  const place = ({ section, subject }: Subject): [number, number, number] => {
    const [book = '', cls = ''] = subject.split(':');
    return [SECTIONS.indexOf(section), section === 'stock' ? ['leased', 'own'].indexOf(book) : 0, section === 'stock' ? CLASSES.indexOf(cls) : 0];
  };
  const seen = new Set<string>();
  let last = [-1, -1, -1];
  for (const subject of subjects) {
    const { section, subject: name, values } = subject;
    const key = `${section} ${name}`;
    const at = place(subject);
    if (seen.has(key) || at.includes(-1) || compare(last, at) > 0) yield `${s.statement}: ${key} is out of place`;
    seen.add(key);
    last = at;
    const names = [...(LINES[section] ?? []), ...(values.has('counted') ? ['counted', 'difference'] : [])].join();
    if (s.lines.filter((l) => l.section === section && l.subject === name).map((l) => l.line).join() !== names) yield `${s.statement}: lines of ${key}`;
    if (isMoney(section) && name !== 'CNY') yield `${s.statement}: ${key}`;
    if (section === 'deposit' || section === 'stock') if ([...values.values()].every((v) => v === 0n)) yield `${s.statement}: ${key} is all zero`;
  }
  if (!seen.has('cash CNY')) yield `${s.statement}: no cash`;
} // prettier-ignore

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((x, i) => x - (b[i] as number)).find((d) => d !== 0) ?? 0;

export const statementsAddUp: Claim = function* (pack) {
  for (const s of pack.rows<never>('statements.jsonl') as Statement[])
    for (const { section, subject, values } of subjectsOf(s)) {
      const v = (line: string): bigint => values.get(line) ?? 0n;
      const sum = (names: readonly string[]): bigint => names.reduce((total, name) => total + v(name), v('opening'));
      const sums: Readonly<Record<string, () => bigint>> = {
        owed: () => v('opening') + v('added') - v('returned') - v('waived') - v('converted'),
        cash: () => sum(CASH),
        deposit: () => sum(['in', 'out']),
        stock: () => sum(STOCK),
      };
      const expected = sums[section]?.();
      if (expected !== v('closing')) yield `${s.statement} ${subject}: does not add up`;
      const more = v('due') - v('settled');
      if (section === 'owed' && (v('arrears') !== (more > 0n ? more : 0n) || v('ahead') !== (more < 0n ? -more : 0n))) yield `${s.statement} ${subject}: arrears`;
      if (section === 'stock' && values.has('counted') && v('difference') !== v('counted') - v('closing')) yield `${s.statement} ${subject}: difference`;
    }
}; // prettier-ignore

export const tableIsTheStatements: Claim = function* (pack) {
  const columns = ['cooperative', 'season', 'statement', 'contract', 'household', 'section', 'subject', 'line', 'quantity', 'unit', 'status'];
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = (pack.rows<never>('statements.jsonl') as Statement[]).flatMap(({ status, lines }) =>
    lines.map((line) => columns.map((c) => cell(c === 'status' ? status : line[c as keyof Line])).join(',')),
  );
  if (pack.text('lines.csv') !== [columns.join(','), ...rows, ''].join('\r\n')) yield 'lines.csv: not the statements';
}; // prettier-ignore

const accountOf = (contract: string, { section, subject }: Subject): [account: string, commodity?: string] => {
  const [book, cls] = subject.split(':');
  if (section === 'stock') return [`stock:${book}:${contract}`, cls];
  if (section === 'owed') return [`owed:${contract}:${subject}`];
  return [`members:${contract}:${section === 'cash' ? 'current' : 'deposit'}`, 'CNY'];
};

/** The account's sum of what `isMeant` takes. */
function ledger(pack: Pack, isMeant: (day: string, record: ChainRecord) => boolean): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const record of pack.chain)
    for (const { bookedOn, postings } of record.entries)
      for (const { account, commodity, quantity } of postings) {
        const key = account.startsWith('owed:') ? account : `${account} ${commodity}`;
        if (isMeant(bookedOn, record)) sums.set(key, (sums.get(key) ?? 0n) + units(quantity));
      }
  return sums;
}

export const ledgerStandsAtTheStatements: Claim = function* (pack) {
  if (pack.closed === null) return;
  const { from, to } = pack.season;
  const ends = { opening: ledger(pack, (day) => day < from), closing: ledger(pack, (day) => day <= to) };
  const stated = new Set<string>();
  const begun = begunBefore(pack);
  for (const s of pack.rows<never>('statements.jsonl') as Statement[])
    for (const subject of subjectsOf(s)) {
      const key = accountOf(s.contract, subject).filter((part) => part !== undefined).join(' ');
      stated.add(key);
      for (const end of ['opening', 'closing'] as const)
        if (
          (ends[end].get(key) ?? 0n) !== (subject.values.get(end) ?? 0n) &&
          !(end === 'opening' && begun.has(s.contract))
        ) yield `${s.statement} ${key}: ${end} is not the ledger's`;
    }
  const contracts = new Set((pack.rows<never>('statements.jsonl') as Statement[]).map((s) => s.contract));
  for (const [key, sum] of [...ends.opening, ...ends.closing]) {
    const contract = /^(?:members|owed|stock:leased|stock:own):([^: ]+)/.exec(key)?.[1];
    // Without a statement a contract has neither debts nor yuan; its animals may stand still.
    if (contract === undefined || sum === 0n || stated.has(key)) continue;
    if (contracts.has(contract) || !key.startsWith('stock')) yield `${key}: no statement says it`;
  }
}; // prettier-ignore

/** In the cooperative's first season: the contracts that had begun before it. They open with what they owed the day before. */
function begunBefore({ chain, season }: Pack): Set<Json | undefined> {
  const isFirst = chain.every(({ line }) => line['type'] !== 'season' || (line['from'] ?? '') >= season.from);
  const begun = chain.filter(({ line }) => line['type'] === 'contract' && (line['from'] ?? '') < season.from);
  return new Set(isFirst ? begun.map(({ line }) => line['number']) : []);
}

/** Where the season's close posts nothing to an account, its lines are the sums of the season's postings by counter-account. */
export const linesAreThePostings: Claim = function* (pack) {
  if (pack.closed === null) return;
  const closing = ledger(pack, (_, { seq }) => seq === pack.closed?.seq);
  const moved = movements(pack);
  for (const s of pack.rows<never>('statements.jsonl') as Statement[])
    for (const subject of subjectsOf(s)) {
      const key = accountOf(s.contract, subject).filter((part) => part !== undefined).join(' ');
      if (closing.has(key)) continue;
      const names = { owed: ['added', 'returned', 'waived', 'converted'], cash: CASH, deposit: ['in', 'out'], stock: STOCK }[subject.section] ?? [];
      for (const line of names) {
        const posted = moved.get(`${key} ${line}`) ?? 0n;
        if ((subject.section === 'owed' ? -posted : posted) !== (subject.values.get(line) ?? 0n)) yield `${s.statement} ${key}: ${line} is not what was posted`;
      }
    }
}; // prettier-ignore

function movements(pack: Pack): Map<string, bigint> {
  const events = pack.events();
  const moved = new Map<string, bigint>();
  for (const { line, entries } of pack.chain)
    for (const { bookedOn, postings } of entries) {
      if (!pack.isIn(bookedOn) || line['type'] !== 'event') continue;
      const kind = String((events.get(line['of'] ?? '') ?? { line }).line['kind']);
      for (let i = 0; i + 1 < postings.length; i += 2) {
        const [one, other] = [postings[i], postings[i + 1]] as [(typeof postings)[number], (typeof postings)[number]];
        const sides = other.account.startsWith('coop:') ? [one] : [one, other];
        for (const { account, commodity, quantity } of sides) {
          const name = other.account === 'coop:deposits' ? kind.slice('deposit_'.length) : other.account.startsWith('coop:') ? other.account.split(':').at(-1) : 'completed'; // prettier-ignore
          const key = `${account.startsWith('owed:') ? account : `${account} ${commodity}`} ${name}`;
          moved.set(key, (moved.get(key) ?? 0n) + units(quantity));
        }
      }
    }
  return moved;
}

export const statusesFollow: Claim = function* (pack) {
  for (const { statement, contract, status, sha256: hash } of pack.rows<never>('statements.jsonl') as Statement[]) {
    const life = pack.life().filter(({ line }) => line['contract'] === contract);
    const step = life.filter(({ line }) => line['type'] === 'statement').at(-1)?.line;
    const signed = life.filter(({ line }) => line['type'] === 'signature' && line['role'] === 'household' && line['sha256'] === hash);
    const isConfirmed = step?.['state'] === 'confirmed' && signed.length > 0;
    const isOfOneHand = isConfirmed && signed.some(({ line }) => line['by'] === step['by'] && line['at'] === step['at']);
    const isClosed = status.startsWith('closed_');
    if (isClosed !== (pack.closed !== null)) yield `${statement}: closed or not`;
    if (/^(closed_)?confirmed$/.test(status) && !isConfirmed) yield `${statement}: nobody confirmed it`;
    if (status === 'closed_unconfirmed' && isOfOneHand) yield `${statement}: it was confirmed`;
    if ((status === 'disputed' || status === 'presented') && step?.['state'] !== status) yield `${statement}: it is not ${status}`;
    if (!['draft', 'presented', 'confirmed', 'disputed', 'closed_confirmed', 'closed_unconfirmed'].includes(status)) yield `${statement}: no such status`;
  }
}; // prettier-ignore
