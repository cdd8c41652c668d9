/** Reads the latest events of all contracts, with how often the slip of each was printed. */
import type { Reader } from '../database/tx';
import { within, type Scope } from '../parties/scope';

/** An event and its slip. */
export interface LastSlip {
  readonly seq: number;
  readonly contract: string;
  readonly household: { readonly code: string; readonly name: string };
  readonly recordedAt: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly prints: number;
}

/** A filter for them. */
export interface SlipFilter {
  readonly kind?: string;
  /** Only those not printed yet. */
  readonly isNew?: boolean;
  /** Only those recorded before this one. */
  readonly before?: number;
  readonly limit: number;
}

export interface SlipsPage {
  readonly slips: readonly LastSlip[];
  /** The record before which the next page begins. */
  readonly next?: number;
}

interface SlipRow {
  readonly seq: number;
  readonly line: string;
  readonly event_id: string;
  readonly happened_on: string;
  readonly recorded_at: string;
  readonly contract: string;
  readonly household: string;
  readonly household_name: string;
  readonly prints: number;
}

/** The most records examined for one page, which may then be short although more follow: few may match, and the chain is long. */
const SCANNED_MAX = 5_000;

/** Newest first. */
export async function lastSlips(reader: Reader, scope: Scope, filter: SlipFilter): Promise<SlipsPage> {
  const { kind, isNew, limit } = filter;
  const before = filter.before ?? (await headOf(reader, scope)) + 1;
  const last = Math.max(0, before - SCANNED_MAX);
  const inScope = within(scope, 'c.cooperative_id', 'c.household_id');
  const rows = await reader.all<SlipRow>(
    `select * from (
       select r.seq, r.line, r.event_id, r.happened_on, r.recorded_at, c.number as contract, h.code as household, h.name as household_name,
         (select count(*) from slip_print p where p.cooperative_id = r.cooperative_id and p.seq = r.seq) as prints
       from book_record r join contract c on c.cooperative_id = r.cooperative_id and c.id = r.contract_id
       join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
       where r.cooperative_id = ? and r.seq < ? and r.seq >= ? and r.event_id is not null and ${inScope.sql}
         ${kind === undefined ? '' : 'and r.kind = ?'}) x
     ${isNew === true ? 'where prints = 0' : ''} order by seq desc limit ${limit + 1}`,
    [scope.cooperativeId, before, last, ...inScope.params, ...(kind === undefined ? [] : [kind])],
  );
  const shown = rows.slice(0, limit).map(slipOf);
  const next = rows.length > limit ? shown.at(-1)?.seq : last > 0 ? last : undefined;
  return { slips: shown, ...(next === undefined ? {} : { next }) };
}

function slipOf(row: SlipRow): LastSlip {
  return {
    seq: Number(row.seq),
    contract: row.contract,
    household: { code: row.household, name: row.household_name },
    recordedAt: row.recorded_at,
    event: { on: row.happened_on, ...(JSON.parse(row.line) as Readonly<Record<string, unknown>>), id: row.event_id },
    prints: Number(row.prints),
  };
}

async function headOf(reader: Reader, { cooperativeId }: Scope): Promise<number> {
  const row = await reader.get<{ head_seq: number }>('select head_seq from cooperative where id = ?', [cooperativeId]);
  return Number(row?.head_seq ?? 0);
}
