/** The files of a pack that repeat what the chain says: the chain itself, and what an auditor looks for first in it. */
import { knownTrailRows, type KnownTrail } from '../../audit/trail.known';
import type { Reader } from '../../database/tx';
import { canonicalJson } from '../../domain/ledger/canonical';
import { GENESIS, recordJson } from '../../domain/ledger/chain';
import { canonicalLines } from '../../domain/statement/statement-lines';
import { storedRecords } from '../../journal/chain.verify';
import type { CooperativeRef } from '../../parties/cooperatives';
import { readStatements } from '../../statements/statements.queries';
import type { KnownState } from '../known-state';
import { mappingText } from '../../mapping/mapping.chain';

/**
 * One record a line, `{"hash":"…","record":{…}}`: the hash is the SHA-256 of the record's text as it stands there (docs/chain.md), `prev`
 * included.
 */
export async function* chainJsonl(reader: Reader, { cooperative, head }: KnownState): AsyncGenerator<string> {
  let prev = GENESIS;
  for await (const r of storedRecords(reader, cooperative.id)) {
    if (r.seq > head.seq) return;
    const record = recordJson(
      {
        prev,
        seq: r.seq,
        recordedAt: r.recordedAt,
        ...(r.approvedBy === null ? {} : { approvedBy: r.approvedBy }),
        ...(r.approvedAt === null ? {} : { approvedAt: r.approvedAt }),
        ...(r.bookedOn === null ? {} : { bookedOn: r.bookedOn }),
        entries: r.entries,
      },
      r.line,
    );
    yield `{"hash":"${r.hash}","record":${record}}\n`;
    prev = r.hash;
  }
}

interface Row {
  readonly seq: number;
  readonly type: string;
  readonly recorded_at: string;
  readonly approved_by: string | null;
  readonly approved_at: string | null;
  readonly booked_on: string | null;
  readonly line: string;
}

type Line = Readonly<Record<string, unknown>>;

async function* rowsOf(reader: Reader, { cooperative, head }: KnownState, which: string): AsyncGenerator<[Row, Line]> {
  const sql = `select seq, type, recorded_at, approved_by, approved_at, booked_on, line from book_record
    where cooperative_id = ? and seq <= ? and ${which} order by seq`;
  for await (const row of reader.iterate<Row>(sql, [cooperative.id, head.seq]))
    yield [row, JSON.parse(row.line) as Line];
}

/** Every version of every contract's terms, and the reversals of amendments, in the order in which they were recorded. */
export async function* termsJsonl(reader: Reader, state: KnownState): AsyncGenerator<string> {
  const amendments = new Set<unknown>();
  for await (const [{ seq, type, booked_on }, line] of rowsOf(
    reader,
    state,
    `(type = 'contract' or kind in ('amendment', 'reversal'))`,
  )) {
    const { id, of, terms } = line;
    if (type === 'contract') {
      yield jsonLine({ seq, contract: line['number'], inForceFrom: line['from'], terms });
    } else if (line['kind'] === 'amendment') {
      amendments.add(id);
      yield jsonLine({ seq, contract: line['contract'], event: id, inForceFrom: booked_on, terms });
    } else if (amendments.has(of)) {
      yield jsonLine({ seq, contract: line['contract'], event: id, reverses: of, reversedFrom: booked_on });
    }
  }
}

/** Who approved what: a row for every record that a second person answers for. */
export async function* approvalsJsonl(reader: Reader, state: KnownState): AsyncGenerator<string> {
  for await (const [row, line] of rowsOf(reader, state, 'approved_by is not null')) {
    const { kind, contract, number, season, id, by } = line;
    yield jsonLine({
      seq: row.seq,
      type: row.type,
      kind,
      contract: contract ?? number,
      season,
      event: id,
      by,
      recordedAt: row.recorded_at,
      approvedBy: row.approved_by,
      approvedAt: row.approved_at,
    });
  }
}

/** The life of the season's statements: every step (presented, confirmed, disputed, answered) and every signature. */
export async function* signaturesJsonl(reader: Reader, state: KnownState): AsyncGenerator<string> {
  for await (const [{ seq, recorded_at }, line] of rowsOf(reader, state, `type in ('statement', 'signature')`)) {
    if (line['season'] === state.season.code) yield jsonLine({ seq, recordedAt: recorded_at, ...line });
  }
}

/** The season's statements: `sha256` is that of the text of `lines` as it stands there (docs/book-format.md). */
export async function* statementsJsonl(
  reader: Reader,
  { cooperative, season, head }: KnownState,
): AsyncGenerator<string> {
  for await (const s of readStatements(reader, cooperative, season, head.at)) {
    const { number: statement, contract, household, status, sha256, subjects } = s;
    const lines = canonicalLines({ cooperative: cooperative.code, season: season.code, contract, household }, subjects);
    const own = JSON.stringify({ statement, contract, household, status, sha256 });
    yield `${own.slice(0, -1)},"lines":${lines}}\n`;
  }
}

/**
 * The trail, `{"hash":"…","row":{…}}` a row: the hash is the SHA-256 of the row's text as it stands there, `prev` included. Rows about others in
 * people's chain are one line a run, `{"withheld":7,"hash":"…"}`, with the hash of the last of them.
 */
export async function* trailJsonl(
  reader: Reader,
  { cooperative, trail }: { readonly cooperative: CooperativeRef; readonly trail: KnownTrail },
): AsyncGenerator<string> {
  for await (const { withheld, hash, text } of knownTrailRows(reader, cooperative.id, trail)) {
    if (withheld) yield jsonLine({ withheld: withheld.count, hash: withheld.hash });
    yield `{"hash":"${hash}","row":${text}}\n`;
  }
}

/** The posting mapping that the season is booked with. */
export function* mappingJson({ mapping }: KnownState): Generator<string> {
  const { version, madeAt, madeBy, content } = mapping;
  const inOrder = JSON.parse(canonicalJson(content)) as object;
  yield `${JSON.stringify({ version, madeAt, madeBy, ...inOrder }, null, 2)}\n`;
}

/** Every version of it, from the program's proposal on, as the chain: the hash is the SHA-256 of the text of `mapping`, `prev` included. */
export function* mappingsJsonl({ cooperative, mappings }: KnownState): Generator<string> {
  let prev: string | undefined;
  for (const m of mappings) {
    yield `{"hash":"${m.hash}","mapping":${mappingText(cooperative.code, prev, m)}}\n`;
    prev = m.hash;
  }
}

/** Keys without a value are left out. */
function jsonLine(row: object): string {
  return `${JSON.stringify(row)}\n`;
}
