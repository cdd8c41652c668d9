/** Exports a book with its chain, so that it can be read back, elsewhere or on another database, to the same chain. */
import type { Reader } from '../database/tx';
import { isPlainObject } from '../domain/shape/check';
import type { CooperativeRow } from '../parties/cooperatives';

/** What to put into the file. */
export interface BookOptions {
  readonly asKnown?: string;
  readonly withPersonalData?: boolean;
}

interface RecordRow {
  readonly seq: number;
  readonly type: string;
  readonly recorded_at: string;
  readonly approved_by: string | null;
  readonly approved_at: string | null;
  readonly line: string;
  readonly booked_on: string | null;
  readonly hash: string;
}

/** The lines of the book: the header, then every record of each cooperative in chain order. */
export async function* bookJsonl(
  reader: Reader,
  cooperatives: readonly CooperativeRow[],
  options: BookOptions,
): AsyncGenerator<string> {
  yield '{"type":"book","format":1}\n';
  for (const cooperative of cooperatives) {
    const personal = options.withPersonalData ? await personalData(reader, cooperative.id) : new Map<string, object>();
    const sql = `select seq, type, recorded_at, approved_by, approved_at, line, booked_on, hash from book_record
      where cooperative_id = ? ${options.asKnown === undefined ? '' : 'and recorded_at <= ?'} order by seq`;
    for await (const row of reader.iterate<RecordRow>(sql, [
      cooperative.id,
      ...(options.asKnown === undefined ? [] : [options.asKnown]),
    ])) {
      yield `${JSON.stringify(exported(row, personal))}\n`;
    }
  }
}

function exported(row: RecordRow, personal: ReadonlyMap<string, object>): object {
  const { type, cooperative, ...rest } = JSON.parse(row.line) as Record<string, unknown>;
  const own = row.type === 'household' ? personal.get(String(rest['code'])) : undefined;
  return {
    type,
    ...(cooperative === undefined ? {} : { cooperative }),
    ...rest,
    ...(isPlainObject(own) ? own : {}),
    seq: row.seq,
    recordedAt: row.recorded_at,
    ...(row.booked_on === null ? {} : { bookedOn: row.booked_on }),
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by, approvedAt: row.approved_at }),
    hash: row.hash,
  };
}

/** Phone and ID number by household code; left out of a book unless asked for. */
async function personalData(reader: Reader, cooperativeId: number): Promise<Map<string, object>> {
  const rows = await reader.all<{ code: string; phone: string | null; id_number: string | null }>(
    'select code, phone, id_number from household where cooperative_id = ?',
    [cooperativeId],
  );
  return new Map(
    rows.map((r) => [
      r.code,
      { ...(r.phone === null ? {} : { phone: r.phone }), ...(r.id_number === null ? {} : { idNumber: r.id_number }) },
    ]),
  );
}
