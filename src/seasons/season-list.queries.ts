/** Reads a season's statements in pages, all or those in one state. */
import type { Season } from '../calendar/seasons';
import type { Reader, SqlValue } from '../database/tx';
import { CLOSED_STATES, OPEN_STATES } from '../domain/statement/workflow';
import { soughtText } from '../domain/shape/texts';
import type { CooperativeRef } from '../parties/cooperatives';
import { within, type Scope } from '../parties/scope';
import type { StatementView } from '../statements/statement-maker';
import { openStatements, STORED, storedView, type StoredRow } from '../statements/statements.queries';

/** States to filter by; `changed` are drafts that were presented before. */
export const FILTER_STATES = [...OPEN_STATES, 'changed', ...CLOSED_STATES] as const;
export type FilterState = (typeof FILTER_STATES)[number];

/** A filter for a season's statements. */
export interface StatementFilter {
  readonly state?: FilterState;
  /** Part of the contract's number, or of the household's code or name. */
  readonly text?: string;
  /** Which of them besides; found by reading them. */
  readonly fits?: (statement: StatementView) => boolean;
  /** The key of the contract after which the page begins. */
  readonly after: number;
  readonly limit: number;
}

/** `next`: key of the contract after which the next page begins. */
export interface StatementsPage {
  readonly statements: readonly StatementView[];
  readonly next?: number;
}

interface Found {
  readonly id: number;
  readonly view: StatementView;
}

/** Drafts are found by computing: so many contracts are looked at for one page, which then may be short and yet lead on. */
const SCANNED_MAX = 1_000;

export async function listStatements(
  reader: Reader,
  cooperative: CooperativeRef,
  scope: Scope,
  season: Season,
  filter: StatementFilter,
): Promise<StatementsPage> {
  const { state, limit, fits } = filter;
  if (!season.closed && CLOSED_STATES.some((closed) => closed === state)) return { statements: [] };
  const found: Found[] = [];
  let { after } = filter;
  for (let looked = 0; looked < SCANNED_MAX;) {
    const ids = season.closed ? undefined : await candidates(reader, scope, season, { ...filter, after });
    const some = ids
      ? await openOnes(reader, cooperative, season, ids)
      : await closedOnes(reader, cooperative, scope, season, { ...filter, after });
    found.push(...some.filter(({ view }) => isMeant(view, state) && fits?.(view) !== false));
    const read = ids ?? some.map(({ id }) => id);
    if (found.length > limit || read.length <= limit) return pageOf(found, limit);
    looked += read.length;
    after = read.at(-1) as number;
  }
  // The next page begins after the last contract examined, so that none is skipped or repeated.
  return { statements: found.map(({ view }) => view), next: after };
}

function isMeant(view: StatementView, state: FilterState | undefined): boolean {
  return state === undefined || (state === 'changed' ? view.isChanged : view.status === state);
}

/** Contracts and households whose number, code or name has a text in it; small and large letters alike. */
function named(text: string | undefined): { sql: string; params: SqlValue[] } {
  const wanted = soughtText(text);
  if (wanted === '') return { sql: '', params: [] };
  const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  const columns = ['c.number', 'h.code', 'h.name'].map((column) => `lower(${column}) like ? escape '\\'`);
  return { sql: `and (${columns.join(' or ')})`, params: [like, like, like] };
}

function pageOf(found: readonly Found[], limit: number): StatementsPage {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { statements: found.slice(0, limit).map(({ view }) => view), ...(last ? { next: last.id } : {}) };
}

async function closedOnes(
  reader: Reader,
  cooperative: CooperativeRef,
  scope: Scope,
  season: Season,
  { state, text, after, limit }: StatementFilter,
): Promise<Found[]> {
  const isNamed = named(text);
  const inScope = within(scope, 's.cooperative_id', 'c.household_id');
  const rows = await reader.all<StoredRow>(
    `${STORED} where ${inScope.sql} and s.season_id = ? and s.closed_seq is not null and s.contract_id > ?
     ${isNamed.sql} ${state === undefined ? '' : 'and s.state = ?'} order by s.contract_id limit ${limit + 1}`,
    [...inScope.params, season.id, after, ...isNamed.params, ...(state === undefined ? [] : [state])],
  );
  return rows.map((row) => ({ id: row.contract_id, view: storedView(cooperative, season, row) }));
}

/** Keys of contracts, one more than the page: those whose last step led to the state; of changed ones, those with a step; for drafts and for no state, all. */
async function candidates(
  reader: Reader,
  scope: Scope,
  season: Season,
  { state, text, after, limit }: StatementFilter,
): Promise<number[]> {
  const isNamed = named(text);
  const inScope = within(scope, 'c.cooperative_id', 'c.household_id');
  const hasStep = state !== undefined && state !== 'draft';
  const isStep = hasStep && state !== 'changed';
  const stepped = `join statement_step s on s.cooperative_id = c.cooperative_id and s.season_id = ? and s.contract_id = c.id
     ${isStep ? 'and s.state = ?' : ''} and not exists (select 1 from statement_step x where x.cooperative_id = s.cooperative_id
       and x.season_id = s.season_id and x.contract_id = s.contract_id and x.seq > s.seq)`;
  const params: SqlValue[] = [...(hasStep ? [season.id] : []), ...(isStep ? [state] : [])];
  const rows = await reader.all<{ id: number }>(
    `select c.id from contract c ${hasStep ? stepped : ''} join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
     where ${inScope.sql} and c.state = 'active' and c.id > ? ${isNamed.sql} order by c.id limit ${limit + 1}`,
    [...params, ...inScope.params, after, ...isNamed.params],
  );
  return rows.map(({ id }) => id);
}

async function openOnes(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  ids: readonly number[],
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const one of openStatements(reader, cooperative, season, ids)) found.push(one);
  return found;
}
