/** Who made, who approved and who holds a card: `trail.jsonl`, `makers.jsonl` and `cards.jsonl`, held against each other and the chain. */
import type { Claim } from './claims';
import { canonical, sha256, type ChainRecord, type Obj, type TrailRow } from './reading';

const ZEROS = '0'.repeat(64);

interface Shown {
  readonly hash: string;
  readonly row?: TrailRow;
  readonly withheld?: number;
}

export const trailIsChains: Claim = function* (pack) {
  let [chain, seq, prev]: [number | undefined, number, string] = [undefined, 0, ZEROS];
  const seen = new Set<number>();
  for (const [i, text] of pack.lines('trail.jsonl').entries()) {
    const shown = JSON.parse(text) as Shown;
    if (shown.row === undefined) {
      // Only rows of people are withheld; a run may stand where their chain begins.
      if (chain !== 0) [chain, seq] = [0, 0];
      seen.add(0);
      if (text !== `{"withheld":${shown.withheld},"hash":"${shown.hash}"}` || !((shown.withheld ?? 0) > 0)) yield `trail ${i + 1}: text`;
      seq += shown.withheld ?? 0;
    } else {
      const row = shown.row as unknown as Obj;
      if (row['chain'] !== chain) {
        if (seen.has(Number(row['chain'])) || seen.has(0)) yield `trail ${i + 1}: its chain`;
        [chain, seq, prev] = [Number(row['chain']), 0, ZEROS];
        seen.add(chain);
      }
      const written = canonical(row);
      if (text !== `{"hash":"${shown.hash}","row":${written}}` || sha256(written) !== shown.hash) yield `trail ${i + 1}: text or hash`;
      seq += 1;
      if (row['seq'] !== seq || row['prev'] !== prev) yield `trail ${i + 1}: its place`;
    }
    prev = shown.hash;
  }
  if (seen.size > 2) yield 'trail: too many chains';
  if (pack.lines('trail.jsonl').at(-1)?.startsWith('{"withheld"')) yield 'trail: ends with what is withheld';
}; // prettier-ignore

interface Maker {
  readonly seq: number;
  readonly by?: string;
  readonly trail?: { readonly chain: number; readonly seq: number };
  readonly approvedBy?: string;
}

/** What a row of the trail says in `after`. */
const afterOf = (row: TrailRow): { seq?: number; first?: number; last?: number; proposal?: unknown; card?: number } =>
  JSON.parse(row.after ?? '{}') as never;

/** Whether a row names a record; rows from before records were named by their place are recognised by their subject. */
function names(row: TrailRow, record: ChainRecord): boolean {
  const { seq, first, last } = afterOf(row);
  if (seq !== undefined) return seq === record.seq;
  if (first !== undefined) return first <= record.seq && record.seq <= (last ?? first);
  const { id, code, number, season, contract } = record.line;
  return [id, code, number, season, `${String(season)}/${String(contract)}`].includes(row.subject);
}

/** The actions whose row makes a record of the chain; those of the trail that name one must be in `makers.jsonl`. */
const MAKING =
  /^(cooperative_added|season_added|household_added|event_recorded|event_corrected|proposal_made|season_closed|statement_\w+|season_presented|book_imported)$/;

export const makersAreThoseOfTheTrail: Claim = function* (pack) {
  const rows = new Map<string, TrailRow>();
  for (const { row } of pack.rows<Shown>('trail.jsonl')) if (row) rows.set(`${row.chain} ${row.seq}`, row);
  const approvals = [...rows.values()].filter((row) => row.action === 'proposal_approved');
  const makers = pack.rows<Maker & Obj>('makers.jsonl');
  if (makers.length !== pack.chain.length) yield 'makers: not one a record';
  const known = new Set<number>();
  for (const [i, record] of pack.chain.entries()) {
    const { line, seq, approvedBy, approvedAt } = record;
    const maker = makers[i];
    if (!maker) continue;
    const isOfContract = ['event', 'statement', 'signature'].includes(line['type'] ?? '');
    const event = line['type'] === 'event' ? line['id'] : undefined;
    const contract = isOfContract ? line['contract'] : line['type'] === 'contract' ? line['number'] : undefined;
    const { by, trail } = maker;
    const expected = JSON.stringify({ seq, type: line['type'], event, contract, by, trail, approvedBy, approvedAt });
    if (pack.lines('makers.jsonl')[i] !== expected) yield `maker ${seq}: not the record`;
    if ((by === undefined) !== (trail === undefined)) yield `maker ${seq}: half known`;
    if (trail === undefined || by === undefined) continue;
    known.add(seq);
    const row = rows.get(`${trail.chain} ${trail.seq}`);
    if (!row || row.actor !== by || !MAKING.test(row.action)) {
      yield `maker ${seq}: the trail says otherwise`;
      continue;
    }
    if (row.action === 'proposal_made') {
      const { proposal } = afterOf(row);
      const approval = approvals.find((a) => JSON.stringify(afterOf(a).proposal) === JSON.stringify(proposal) && names(a, record));
      if (!approval || approval.actor !== approvedBy || approvedBy === by) yield `maker ${seq}: approved by somebody else`;
    } else if (!names(row, record)) yield `maker ${seq}: another record`;
    else if (row.action !== 'book_imported' && row.action !== 'season_closed' && approvedBy === by) yield `maker ${seq}: approved his own`;
  }
  for (const row of rows.values()) {
    const { seq, first, last } = afterOf(row);
    if (!MAKING.test(row.action) && row.action !== 'proposal_approved') continue;
    const [from, to] = seq === undefined ? [first ?? 1, last ?? 0] : [seq, seq];
    for (let n = from; n <= to; n += 1) if (n <= pack.chain.length && !known.has(n)) yield `maker ${n}: left out`;
  }
}; // prettier-ignore

export const cardsAreThoseOfTheTrail: Claim = function* (pack) {
  const told = new Map<number, { household: string; madeAt: string; madeBy: string; revokedAt?: string }>();
  for (const { row } of pack.rows<Shown>('trail.jsonl')) {
    if (row?.action === 'card_issued') told.set(afterOf(row).card as number, { household: row.subject, madeAt: row.at, madeBy: row.actor });
    if (row?.action === 'card_revoked') {
      const { card } = JSON.parse(row.before ?? '{}') as { card: number };
      const known = told.get(card);
      if (known) told.set(card, { ...known, revokedAt: row.at });
    }
  }
  for (const text of pack.lines('cards.jsonl')) {
    const { card, household, holder, madeAt, madeBy, revokedAt, ...others } = JSON.parse(text) as Record<string, never>;
    if (text !== JSON.stringify({ card, household, holder, madeAt, madeBy, revokedAt }) || Object.keys(others).length > 0) yield `card ${String(card)}: its keys`;
    const is = JSON.stringify({ household, madeAt, madeBy, revokedAt });
    if (JSON.stringify(told.get(Number(card))) !== is) yield `card ${String(card)}: the trail says otherwise`;
    told.delete(Number(card));
  }
  for (const card of told.keys()) yield `card ${card}: left out`;
  const known = new Map(pack.rows('cards.jsonl').map((c) => [`card:${c['card'] ?? ''}`, c]));
  const holders = new Map(pack.chain.flatMap(({ line }) => (line['type'] === 'contract' ? [[line['number'], line['household']] as const] : [])));
  const makers = pack.rows<Maker>('makers.jsonl');
  for (const { seq, line } of pack.life()) {
    const { by = '', at = '', contract } = line;
    // A book that was read in from elsewhere was signed with cards of that place.
    if (!by.startsWith('card:') || makers[seq - 1]?.by !== by) continue;
    const { household, madeAt = at, revokedAt = at } = known.get(by) ?? {};
    if (household !== holders.get(contract) || madeAt > at || revokedAt < at) yield `record ${seq}: signed with another card`;
  }
}; // prettier-ignore
