/** Compares herders' cards and their PINs with the audit trail. */
import { firstFault } from './check';
import { ACTOR_LENGTH_MAX, auditEntriesOf } from '../audit/audit.queries';
import type { Reader } from '../database/tx';
import { sha256 } from '../domain/ledger/chain';
import { cardSeal, CARD_TOLD } from './cards.service';
import type { CooperativeRef } from './cooperatives';

interface Row {
  readonly id: number;
  readonly household: string | null;
  readonly holder: string;
  readonly token_hash: string;
  readonly pin_hash: string | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly revoked_at: string | null;
}

/** What the trail says about one card. Older rows have no hashes of holder, link and PIN. */
interface AuditedCard {
  issued?: string;
  seal?: string;
  revoked?: string;
  pin?: string;
}

/** Herders' cards. */
export const cardsCheck = firstFault('cards', ['herder_card'], wrongCard);

/** The first card that differs from the trail, if any. */
async function wrongCard(reader: Reader, { id: cooperativeId }: CooperativeRef): Promise<string | undefined> {
  const audited = await auditedCards(reader, cooperativeId);
  const sql = `select k.id, h.code as household, k.holder, k.token_hash, k.pin_hash, k.created_at, k.created_by, k.revoked_at from herder_card k
    left join household h on h.cooperative_id = k.cooperative_id and h.id = k.household_id where k.cooperative_id = ? order by k.id`;
  for await (const row of reader.iterate<Row>(sql, [cooperativeId])) {
    const entry = audited.get(row.id);
    audited.delete(row.id);
    const what = entry ? wrongWith(row, entry) : 'was never given out';
    if (what !== undefined) return `card ${row.id} ${what}`;
  }
  const [left] = audited.keys();
  return left === undefined ? undefined : `card ${left} was given out, and its row is missing`;
}

function wrongWith(row: Row, { issued, seal, revoked, pin }: AuditedCard): string | undefined {
  if (issued !== issueKey(row.household ?? '?', row.created_at, row.created_by))
    return 'was not given out to this household, then, or by that person';
  if (seal !== undefined && seal !== cardSeal(row.holder, row.token_hash)) return 'has another holder or another link';
  if ((row.revoked_at ?? undefined) !== revoked) return 'was not revoked as its row says';
  // PINs chosen before the trail kept their hashes are unknown.
  if (pin === undefined && (seal === undefined || row.pin_hash === null)) return undefined;
  return row.pin_hash !== null && sha256(row.pin_hash) === pin ? undefined : 'has a PIN that its holder did not choose';
}

async function auditedCards(reader: Reader, cooperativeId: number): Promise<Map<number, AuditedCard>> {
  const audited = new Map<number, AuditedCard>();
  const of = (id: number): AuditedCard => {
    const known = audited.get(id) ?? {};
    audited.set(id, known);
    return known;
  };
  const { issued, revoked, signedIn } = CARD_TOLD;
  // PINs are recorded in the people's chain, so that the last row has the current one.
  for await (const row of auditEntriesOf(reader, cooperativeId, [issued, revoked, signedIn])) {
    const entry = row.said as { card?: number; sha256?: string; pinSha256?: string };
    const card = entry.card ?? Number(row.subject.slice('card:'.length));
    if (row.action === revoked) of(card).revoked = row.at;
    else if (row.action === issued)
      Object.assign(of(card), { issued: issueKey(row.subject, row.at, row.actor), seal: entry.sha256 });
    else if (entry.pinSha256 !== undefined) of(card).pin = entry.pinSha256;
  }
  return audited;
}

const issueKey = (household: string, at: string, by: string): string =>
  [household, at, by.slice(0, ACTOR_LENGTH_MAX)].join(' ');
