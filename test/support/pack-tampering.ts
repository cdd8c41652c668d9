/** What can be done to an audit pack before it reaches the auditor, by somebody who makes everything fit again that he can. */
import { createHash } from 'node:crypto';
import { relisted, zipOf, type Files } from './packs';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON on purpose: a tampered pack may say anything
export type Pick = <T>(from: readonly T[]) => T;

/**
 * Which pack is changed, and who finds it: `alone` the checker, with nothing but the pack; `older` the checker with an older manifest of the
 * season; `verify` only the program's own `verify --anchor`, which makes the files once more. Those two the checker lists as not proved. `said`
 * is no difference, and yet told.
 */
export interface Tampering {
  readonly what: string;
  readonly pack: 'closed' | 'open' | 'worked';
  readonly by: 'alone' | 'older' | 'verify' | 'said';
  /** The changed files, or the whole ZIP; undefined where there is nothing of the kind to change. */
  readonly change: (files: Files, pick: Pick) => Files | Promise<Buffer> | undefined;
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const LINES: Readonly<Record<string, string>> = {
  owed: 'opening added returned waived converted closing due settled arrears ahead',
  cash: 'opening feed services insurance rent conversions penalties losses commission sales claims received paid adjustments closing',
  deposit: 'opening in out closing',
  stock: 'opening handed_over born died sold returned taken_back changed completed closing counted difference',
};
const COLUMNS = 'cooperative season statement contract household section subject line quantity unit'.split(' ');

const linesOf = (files: Files, path: string): string[] => String(files.get(path)).split('\n').filter(Boolean);
const rowsOf = (files: Files, path: string): Json[] => linesOf(files, path).map((line) => JSON.parse(line) as Json);
const withLines = (files: Files, path: string, lines: readonly string[]): Files =>
  relisted(new Map([...files, [path, Buffer.from(lines.map((line) => `${line}\n`).join(''))]]));

/** Statements changed, with their SHA-256, the table and the manifest made to fit. */
function restated(files: Files, change: (statements: Json[]) => void | false): Files | undefined {
  const statements = rowsOf(files, 'statements.jsonl');
  if (change(statements) === false) return undefined;
  for (const s of statements) s['sha256'] = sha256(JSON.stringify(s['lines']));
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const table = statements.flatMap((s) =>
    (s['lines'] as Json[]).map((l) => [...COLUMNS.map((c) => cell(String(l[c]))), s['status']].join(',')),
  );
  const csv = [[...COLUMNS, 'status'].join(','), ...table, ''].join('\r\n');
  const other = new Map([...files, ['lines.csv', Buffer.from(csv)]]);
  return withLines(
    other,
    'statements.jsonl',
    statements.map((s) => JSON.stringify(s)),
  );
}

const more = (quantity: string, by: bigint): string => {
  const sum = BigInt(quantity.replace('.', '')) + by;
  const text = String(sum < 0n ? -sum : sum);
  const shown = quantity.includes('.') ? text.padStart(3, '0').replace(/..$/, '.$&') : text;
  return `${sum < 0n ? '-' : ''}${shown}`;
};

/** One row of that name, in one of the statements; what is taken from it another one gets, so that the section still adds up. */
function ofLine(what: string, change: (lines: Json[], at: number, pick: Pick) => void | false): Tampering['change'] {
  return (files, pick) =>
    restated(files, (statements) => {
      const all = statements.flatMap((s) =>
        (s['lines'] as Json[]).map((l, at) => ({ lines: s['lines'] as Json[], l, at })),
      );
      const fitting = all.filter(({ l }) => `${l['section']} ${l['line']}` === what);
      if (fitting.length === 0) return false;
      const { lines, at } = pick(fitting);
      return change(lines, at, pick);
    });
}

const changed = (lines: Json[], at: number, pick: Pick): void => {
  (lines[at] as Json)['quantity'] = more((lines[at] as Json)['quantity'] as string, pick([1n, -1n, 100n, -700000n]));
};

/** Line by line: a figure, a row twice, a row gone. */
function linesTable(pack: 'closed' | 'open'): Tampering[] {
  const rows = Object.entries(LINES).flatMap(([section, names]) =>
    names.split(' ').map((line) => `${section} ${line}`),
  );
  return rows.flatMap((what): Tampering[] => {
    const [figure, twice, out]: Tampering[] = [
      { what: `${what} changed`, pack, by: 'alone', change: ofLine(what, changed) },
      { what: `${what} twice`, pack, by: 'alone', change: ofLine(what, (l, at) => void l.splice(at, 0, { ...l[at] })) },
      { what: `${what} out`, pack, by: 'alone', change: ofLine(what, (l, at) => void l.splice(at, 1)) },
    ] as [Tampering, Tampering, Tampering];
    return pack === 'open' ? [figure] : [figure, twice, out];
  });
}

const ofAny =
  (change: (statement: Json, others: Json[], pick: Pick) => void | false): Tampering['change'] =>
  (files, pick) =>
    restated(files, (statements) => {
      const statement = pick(statements);
      return change(statement, statements, pick);
    });
const eachRow = (key: string, value: (row: Json) => string) =>
  ofAny((s) => void (s['lines'] as Json[]).forEach((row) => (row[key] = value(row))));
const oneRow = (key: string, value: string) => ofAny((s, _all, pick) => void (pick(s['lines'] as Json[])[key] = value));

/** Of whole statements, by the numbers of the cases that were tried first. */
const STATEMENTS: readonly Tampering[] = [
  ...COLUMNS.flatMap((key): Tampering[] => [
    { what: `column ${key} of a row`, pack: 'closed', by: 'alone', change: oneRow(key, 'x1') },
    { what: `column ${key} of a row, open`, pack: 'open', by: 'alone', change: oneRow(key, 'x1') },
  ]),
  { what: '027 137 movements of one section moved from line to line', pack: 'closed', by: 'alone', change: ofLine('cash received', (l, at) => void shift(l, at, 1)) },
  { what: '138 returned', pack: 'closed', by: 'alone', change: ofLine('owed returned', (l, at) => void shift(l, at, -1)) },
  { what: '139 arrears away, or put in', pack: 'closed', by: 'alone', change: ofLine('owed arrears', (l, at) => void ((l[at] as Json)['quantity'] = l[at]?.['quantity'] === '0' ? '1' : '0')) },
  { what: '140 settled and arrears', pack: 'closed', by: 'alone', change: ofLine('owed settled', (l, at) => void fitted(l, at)) },
  { what: 'due of a schedule, arrears made to fit', pack: 'closed', by: 'older', change: (f, pick) => ofSchedule(f, pick) },
  { what: '141 another opening, closing made to fit', pack: 'closed', by: 'alone', change: ofLine('cash opening', (l, at) => void shift(l, at, 14)) },
  { what: '146 the lines of an obligation out', pack: 'closed', by: 'alone', change: ofAny((s) => void (s['lines'] = (s['lines'] as Json[]).filter((l) => l['subject'] !== 'lambs'))) },
  { what: '147 149 a figure of an open season', pack: 'open', by: 'alone', change: ofLine('cash received', (l, at) => void shift(l, at, 3)) },
  { what: '147 added of an open season, unsigned, closing made to fit', pack: 'open', by: 'older', change: ofLine('owed added', (l, at) => (l[at]?.['contract'] === 'C-1' ? false : shift(l, at, 4))) },
  { what: '150 rent of an open season, unsigned, closing made to fit', pack: 'open', by: 'older', change: ofLine('cash rent', (l, at) => (l[at]?.['contract'] === 'C-1' ? false : shift(l, at, 10))) },
  { what: '148 a status of an open season', pack: 'open', by: 'alone', change: ofAny((s, _all, pick) => void (s['status'] = pick(['presented', 'confirmed', 'disputed', 'draft', 'closed_confirmed', 'x'].filter((x) => x !== s['status'])))) },
  { what: '151 a statement of an open season dropped', pack: 'open', by: 'alone', change: ofAny((s, all) => void all.splice(all.indexOf(s), 1)) },
  { what: 'a statement of a closed season dropped', pack: 'closed', by: 'alone', change: ofAny((s, all) => void all.splice(all.indexOf(s), 1)) },
  { what: '152 rows of another contract', pack: 'closed', by: 'alone', change: eachRow('contract', (r) => (r['contract'] === 'C-1' ? 'C-2' : 'C-1')) },
  { what: '153 rows of another season', pack: 'closed', by: 'alone', change: eachRow('season', () => 'S2') },
  { what: '154 rows of another cooperative', pack: 'closed', by: 'alone', change: eachRow('cooperative', () => 'X') },
  { what: '155 another number', pack: 'closed', by: 'alone', change: ofAny((s) => void [s, ...(s['lines'] as Json[])].forEach((one) => (one['statement'] = 'S1/C-9'))) },
  { what: 'another household', pack: 'closed', by: 'alone', change: ofAny((s) => void [s, ...(s['lines'] as Json[])].forEach((one) => (one['household'] = 'H9'))) },
  { what: 'a contract twice', pack: 'closed', by: 'alone', change: ofAny((s, all) => void all.push({ ...s })) },
  { what: 'statements in another order', pack: 'closed', by: 'alone', change: ofAny((_s, all) => void all.reverse()) },
  { what: 'a contract that is not there', pack: 'closed', by: 'alone', change: ofAny((s, all) => void all.push({ ...s, contract: 'Z-9', statement: 'S1/Z-9' })) },
  { what: '156 two closings, the false one first', pack: 'closed', by: 'alone', change: ofLine('cash closing', (l, at) => void l.splice(at, 0, { ...l[at], quantity: '7.00' })) },
  { what: '157 a section that is made up', pack: 'closed', by: 'alone', change: ofAny((s) => void (s['lines'] as Json[]).push({ ...(s['lines'] as Json[])[0], section: 'gifts' })) },
  { what: 'a subject that is made up', pack: 'closed', by: 'alone', change: ofAny((s) => void (s['lines'] as Json[]).unshift(...(s['lines'] as Json[]).slice(0, 10).map((l) => ({ ...l, subject: 'zz' })))) },
  { what: 'stock that is made up', pack: 'open', by: 'alone', change: ofAny((s) => void (s['lines'] as Json[]).push(...(LINES['stock'] as string).split(' ').slice(0, 10).map((line) => ({ ...(s['lines'] as Json[])[0], section: 'stock', subject: 'own:mare', line, quantity: /born|closing/.test(line) ? '1' : '0' })))) },
  { what: 'rows in another order', pack: 'closed', by: 'alone', change: ofAny((s) => void (s['lines'] as Json[]).reverse()) },
  { what: 'a key more', pack: 'closed', by: 'alone', change: ofAny((s) => void (s['note'] = 'x')) },
  { what: '028 lines of a signed statement', pack: 'worked', by: 'alone', change: ofLine('cash received', (l, at) => void shift(l, at, 1)) },
  { what: '032 unconfirmed shown as confirmed', pack: 'worked', by: 'alone', change: ofStatus('closed_unconfirmed', 'closed_confirmed') },
  { what: '033 confirmed shown as unconfirmed', pack: 'worked', by: 'alone', change: ofStatus('closed_confirmed', 'closed_unconfirmed') },
]; // prettier-ignore

function ofStatus(from: string, to: string): Tampering['change'] {
  return (files) =>
    restated(files, (all) => {
      const s = all.find((one) => one['status'] === from);
      if (!s) return false;
      s['status'] = to;
    });
}

/** Takes from one line what another one gets. */
function shift(lines: Json[], at: number, by: number): void {
  for (const [i, n] of [[at, 100n], [at + by, by > 3 ? 100n : -100n]] as const) {
    const row = lines[i] as Json;
    row['quantity'] = more(row['quantity'] as string, n);
  } // prettier-ignore
}

/** Another `settled` (or `due`, before it), with arrears and ahead as they follow. */
function fitted(lines: Json[], at: number): void {
  const due = lines.findLastIndex((l, i) => i <= at && l['line'] === 'due');
  const [d, s, arrears, ahead] = lines.slice(due, due + 4) as [Json, Json, Json, Json];
  (lines[at] as Json)['quantity'] = more((lines[at] as Json)['quantity'] as string, 1n);
  const left = Number(d['quantity']) - Number(s['quantity']);
  [arrears['quantity'], ahead['quantity']] = [String(Math.max(0, left)), String(Math.max(0, -left))];
}

/** Contracts with an odd number owe lambs year by year. */
function ofSchedule(files: Files, pick: Pick): Files | undefined {
  return ofLine('owed due', (lines, at) => {
    if (!/[13]$/.test(lines[at]?.['contract'] as string) || lines[at]?.['subject'] !== 'lambs') return false;
    fitted(lines, at);
  })(files, pick) as Files | undefined;
}

const cut =
  (path: string, how: (lines: string[], pick: Pick) => void): Tampering['change'] =>
  (files, pick) => {
    const lines = linesOf(files, path);
    if (lines.length < 2) return undefined;
    how(lines, pick);
    return withLines(files, path, lines);
  };
const drop = (lines: string[], pick: Pick): void => void lines.splice(pick([...lines.keys()]), 1);
const twice = (lines: string[], pick: Pick): void => {
  const at = pick([...lines.keys()]);
  lines.splice(at, 0, lines[at] as string);
};
const swap = (lines: string[], pick: Pick): void => {
  const at = pick([...lines.keys()].slice(1));
  [lines[at - 1], lines[at]] = [lines[at] as string, lines[at - 1] as string];
};
/** Rewrites one row that has the key. */
const set = (path: string, key: string, value: unknown): Tampering['change'] => (files, pick) => {
  const rows = rowsOf(files, path);
  const fitting = rows.filter((row) => key in row);
  if (fitting.length === 0) return undefined;
  pick(fitting)[key] = value;
  return withLines(files, path, rows.map((row) => JSON.stringify(row)));
}; // prettier-ignore

const DERIVED = ['chain', 'book', 'entries', 'terms', 'approvals', 'trail', 'makers', 'mappings', 'statements'];
const FILES: readonly Tampering[] = [
  ...DERIVED.flatMap((name): Tampering[] =>
    [drop, twice, swap].flatMap((how) =>
      (['closed', 'open'] as const).map((pack): Tampering => ({ what: `${how.name} a line of ${name}.jsonl, ${pack}`, pack, by: 'alone', change: cut(`${name}.jsonl`, how) })),
    ),
  ),
  ...[drop, twice].map((how): Tampering => ({ what: `${how.name} a signature`, pack: 'worked', by: 'alone', change: cut('signatures.jsonl', how) })),
  ...([['role', 'clerk'], ['by', 'card:2'], ['sha256', 'a'.repeat(64)], ['state', 'presented'], ['at', '2020-01-01T00:00:00.000Z'], ['how', 'paper']] as const).map(([key, value]): Tampering => ({ what: `${key} of a step or signature`, pack: 'worked', by: 'alone', change: (f, pick) => differing(f, set('signatures.jsonl', key, value)(f, pick)) })),
  ...([['by', 'nobody'], ['approvedBy', 'nobody'], ['seq', 99], ['type', 'x'], ['event', 'x'], ['contract', 'x'], ['trail', { chain: 1, seq: 1 }]] as const).map(([key, value]): Tampering => ({ what: `${key} of a maker`, pack: 'worked', by: 'alone', change: (f, pick) => differing(f, set('makers.jsonl', key, value)(f, pick)) })),
  ...([['household', 'H2'], ['madeAt', '2020-01-01T00:00:00.000Z'], ['madeBy', 'x'], ['card', 9]] as const).map(([key, value]): Tampering => ({ what: `${key} of a card`, pack: 'worked', by: 'alone', change: set('cards.jsonl', key, value) })),
  { what: 'the name on a card', pack: 'worked', by: 'verify', change: set('cards.jsonl', 'holder', '张三') },
  { what: 'a card out', pack: 'worked', by: 'alone', change: cut('cards.jsonl', drop) },
  ...([['054', 'name', 'x.jpg'], ['055', 'addedBy', 'x'], ['056', 'addedAt', '2026-05-01T00:00:00.000Z'], ['057', 'event', 'e2'], ['058', 'contract', 'C-2'], ['059', 'type', 'image/webp'], ['060', 'bytes', 1], ['061', 'sha256', 'a'.repeat(64)]] as const).map(([number, key, value]): Tampering => ({ what: `${number} ${key} of an attachment`, pack: 'worked', by: 'alone', change: set('attachments.jsonl', key, value) })),
  { what: '062 a photo called absent', pack: 'worked', by: 'older', change: (f, pick) => absent(f, pick) },
  { what: '063 a paper out with its row', pack: 'worked', by: 'alone', change: (f, pick) => gone(f, pick, true) },
  { what: '064 another file in the place of one', pack: 'worked', by: 'alone', change: (f) => put(f, attachment(f), Buffer.from('x')) },
  { what: 'a file out that its row names', pack: 'worked', by: 'alone', change: (f, pick) => gone(f, pick, false) },
  { what: '069 a file that belongs to no pack', pack: 'worked', by: 'alone', change: (f) => put(f, 'letter.txt', Buffer.from('同意')) },
  { what: 'one attachment more', pack: 'worked', by: 'alone', change: (f) => put(f, `attachments/${'c'.repeat(64)}.jpg`, Buffer.from('x')) },
  { what: '081 another checker', pack: 'worked', by: 'said', change: (f) => put(f, 'verify-pack.mjs', Buffer.from('// x')) },
  { what: 'the posting mapping', pack: 'closed', by: 'alone', change: (f) => put(f, 'posting-mapping.json', Buffer.from(String(f.get('posting-mapping.json')).replace('101', '102'))) },
  { what: 'the manifest’s season', pack: 'closed', by: 'alone', change: (f) => new Map([...f, ['manifest.json', Buffer.from(String(f.get('manifest.json')).replace('"to": "2020-11-30"', '"to": "2020-11-29"'))]]) },
]; // prettier-ignore

const attachment = (files: Files): string =>
  [...files.keys()].find((path) => path.startsWith('attachments/')) as string;
const put = (files: Files, path: string, content: Buffer): Files => {
  const end = files.get('manifest.json') as Buffer;
  const others = [...files].filter(([name]) => name !== 'manifest.json');
  return relisted(new Map([...new Map(others).set(path, content), ['manifest.json', end]]));
};
const differing = (before: Files, after: Files | Promise<Buffer> | undefined): Files | undefined =>
  after instanceof Map && [...after].some(([path, content]) => !before.get(path)?.equals(content)) ? after : undefined;
function gone(files: Files, pick: Pick, withRow: boolean): Files {
  const path = pick([...files.keys()].filter((name) => name.startsWith('attachments/')));
  const others = new Map([...files].filter(([name]) => name !== path));
  const rows = linesOf(others, 'attachments.jsonl').filter((line) => !withRow || !line.includes(path));
  return withLines(others, 'attachments.jsonl', rows);
}
function absent(files: Files, pick: Pick): Files {
  const path = pick([...files.keys()].filter((name) => name.startsWith('attachments/')));
  const others = new Map([...files].filter(([name]) => name !== path));
  return withLines(others, 'attachments.jsonl', linesOf(others, 'attachments.jsonl').map((l) => l.replace(`"file":"${path}"`, '"absent":"missing"'))); // prettier-ignore
}

/** The bytes of the ZIP itself. */
const zip = (what: string, change: (zip: Buffer, at: { central: number; end: number }) => Buffer): Tampering => ({
  what,
  pack: 'worked',
  by: 'alone',
  change: async (files) => {
    const made = await zipOf(files, false);
    const end = made.length - 22;
    return change(Buffer.from(made), { central: made.readUInt32LE(end + 16), end });
  },
});
const poke = (z: Buffer, at: number, by = 1): Buffer => {
  z[at] = (z[at] as number) ^ by;
  return z;
};
const ZIPS: readonly Tampering[] = [
  zip('121 bytes behind the end', (z) => Buffer.concat([z, Buffer.from('x')])),
  zip('a comment', (z, { end }) => Buffer.concat([z.subarray(0, end + 20), Buffer.from([1, 0, 65])])),
  zip('127 another local name', (z) => poke(z, 31)),
  zip('128 an entry outside the directory', (z, { central, end }) => {
    const first = z.readUInt32LE(z.indexOf('PK\x01\x02', central + 4) + 42);
    const whole = Buffer.concat([z.subarray(0, central), z.subarray(0, first), z.subarray(central)]);
    whole.writeUInt32LE(central + first, end + first + 16);
    return whole;
  }),
  zip('129 bytes before the first entry', (z) => Buffer.concat([Buffer.from('x'), z])),
  zip('130 a wrong CRC', (z, { central }) => poke(z, central + 16)),
  zip('131 a wrong size', (z, { central }) => poke(z, central + 24)),
  zip('another method in the local header', (z) => poke(z, 8, 8)),
  zip('another method in the directory', (z, { central }) => poke(z, central + 10, 4)),
  zip('a link instead of a file', (z, { central }) => poke(z, central + 41, 0x20)),
  zip('a wrong offset', (z, { central }) => poke(z, central + 42)),
  zip('a wrong count', (z, { end }) => poke(z, end + 10)),
  zip('another disk', (z, { end }) => poke(z, end + 4)),
  zip('two directories, each found by other programs', (z, { central, end }) => {
    const directory = Buffer.from(z.subarray(central, end));
    return Buffer.concat([z.subarray(0, end), directory, z.subarray(end)]);
  }),
  zip('a local size where there must be none', (z) => poke(z, 18)),
  zip('an extra field in the directory', (z, { central }) => poke(z, central + 30)),
  { what: 'a name that leads out of the folder', pack: 'worked', by: 'alone', change: async (f) => {
      const made = await zipOf(put(f, 'aa_evil.txt', Buffer.from('x')), false);
      return Buffer.from(made.toString('latin1').replaceAll('aa_evil.txt', '../evil.txt'), 'latin1');
    } }, // prettier-ignore
];

export const TAMPERINGS: readonly Tampering[] = [
  ...linesTable('closed'),
  ...linesTable('open'),
  ...STATEMENTS,
  ...FILES,
  ...ZIPS,
];
