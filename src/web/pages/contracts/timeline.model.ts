/** Gathers one page of a contract's timeline: its events, the newest first, with the balances at the end of their days. */
import { loadSettings } from '../../../approvals/settings';
import { listAttachments, type AttachmentRow } from '../../../attachments/attachments.queries';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import type { Reader } from '../../../database/tx';
import { formatRatio } from '../../../domain/quantity/ratio';
import { reversedId, type Fact, type History } from '../../../domain/contract/history';
import { cashBalance, owedOn } from '../../../domain/contract/owing';
import { takenBackAlone, type Asking } from '../../../contracts/take-back';
import type { EventLineView, TimelineView } from './contract.types';

const EVENTS_SHOWN = 100;

/**
 * @param clerk who may take back some of it alone; nobody when absent
 * @param asked `after`: the page of what came before that event; `event`: the page that shows it; otherwise the newest
 * @throws DomainError page_invalid
 */
export async function timelineOf(
  reader: Reader,
  cooperativeId: number,
  { history, contractId }: { readonly history: History; readonly contractId: number },
  asked: Readonly<Record<string, string>>,
  clerk?: Asking,
): Promise<TimelineView> {
  const { facts } = history;
  const end = endOf(facts, asked);
  const begin = Math.max(0, end - EVENTS_SHOWN);
  const shown = facts.slice(begin, end);
  const recorded = await recordedOf(reader, cooperativeId, shown);
  const alone = clerk ? await aloneOf(reader, { cooperativeId, contractId }, shown, clerk) : new Set<string>();
  const files = filesOf(await listAttachments(reader, cooperativeId, contractId), shown);
  const oldest = begin > 0 ? shown[0] : undefined;
  return {
    events: eventsOf(history, begin, end, recorded).map((e) => ({
      ...e,
      files: files.get(e.id) ?? 0,
      isAlone: alone.has(e.id),
    })),
    isNewest: end === facts.length,
    ...(oldest ? { older: encodeCursor([oldest.bookedOn, oldest.seq]) } : {}),
  };
}

/** Where the page ends, exclusive. That of an event is one of those that are reached from the newest. */
function endOf(facts: readonly Fact[], { after, event }: Readonly<Record<string, string>>): number {
  if (after !== undefined) {
    const [day, seq] = decodeCursor(after, ['text', 'integer']) as readonly [string, number];
    return facts.filter((f) => f.bookedOn < day || (f.bookedOn === day && f.seq < seq)).length;
  }
  const wanted = event === undefined ? -1 : facts.findIndex((f) => f.id === event);
  if (wanted < 0) return facts.length;
  const newer = facts.length - 1 - wanted;
  return facts.length - (newer - (newer % EVENTS_SHOWN));
}

interface RecordedRow {
  readonly seq: number;
  readonly recorded_at: string;
  readonly approved_by: string | null;
}

async function recordedOf(
  reader: Reader,
  cooperativeId: number,
  facts: readonly Fact[],
): Promise<Map<number, RecordedRow>> {
  if (facts.length === 0) return new Map();
  const rows = await reader.all<RecordedRow>(
    `select seq, recorded_at, approved_by from book_record where cooperative_id = ? and seq in (${facts.map(() => '?').join(', ')})`,
    [cooperativeId, ...facts.map((f) => f.seq)],
  );
  return new Map(rows.map((r) => [Number(r.seq), r]));
}

/** Those that a clerk may take back without a second person. */
async function aloneOf(
  reader: Reader,
  key: { readonly cooperativeId: number; readonly contractId: number },
  shown: readonly Fact[],
  clerk: Asking,
): Promise<ReadonlySet<string>> {
  const standing = shown.filter((f) => f.reversedOn === undefined && f.kind !== 'reversal').map((f) => f.id);
  const { settings } = await loadSettings(reader, key.cooperativeId);
  return takenBackAlone(reader, key, standing, settings, clerk);
}

/** How many files belong to each event: those it names, and those that were added to it. */
function filesOf(rows: readonly AttachmentRow[], shown: readonly Fact[]): ReadonlyMap<string, number> {
  const counts = shown.map((fact): [string, number] => {
    const named = new Set((fact.event as { evidence?: readonly string[] }).evidence);
    return [fact.id, rows.filter((row) => row.event_id === fact.id || named.has(row.sha256)).length];
  });
  return new Map(counts);
}

/** The newest first. Balances are those at the end of the booked day, so they stand at the day's last event. */
function eventsOf(
  history: History,
  begin: number,
  end: number,
  recorded: ReadonlyMap<number, RecordedRow>,
): Omit<EventLineView, 'files' | 'isAlone'>[] {
  const { facts } = history;
  const reversals = new Map(facts.filter((f) => f.kind === 'reversal').map((f) => [reversedId(f), f.id]));
  const lines: Omit<EventLineView, 'files' | 'isAlone'>[] = [];
  let before = begin === 0 ? undefined : balanceAt(history, facts[begin - 1]?.bookedOn ?? '');
  for (const [i, fact] of facts.slice(begin, end).entries()) {
    const isLastOfDay = facts[begin + i + 1]?.bookedOn !== fact.bookedOn;
    const after = isLastOfDay ? balanceAt(history, fact.bookedOn) : undefined;
    const known = recorded.get(fact.seq);
    const reversedBy = reversals.get(fact.id);
    lines.push({
      id: fact.id,
      seq: fact.seq,
      kind: fact.kind,
      on: fact.on,
      bookedOn: fact.bookedOn,
      event: fact.event,
      ...moved(history, fact),
      ...balanceShown(before, after),
      ...(reversedBy === undefined ? {} : { reversedBy }),
      ...(known ? { recordedAt: known.recorded_at } : {}),
      ...(known?.approved_by ? { approvedBy: known.approved_by } : {}),
    });
    before = after ?? before;
  }
  return lines.reverse();
}

function moved(history: History, fact: Fact): Pick<EventLineView, 'settled' | 'fen'> {
  if (fact.kind === 'reversal') return {};
  const effects = history.effectsOf(fact, history.firstHandoverOn(fact.bookedOn));
  const settled = effects.flatMap((e) => (e.effect === 'settled' ? [formatRatio(e.quantity)] : []));
  const fen = effects.reduce((sum, e) => sum + (e.effect === 'cash' ? e.fen : 0), 0);
  return { ...(settled.length > 0 ? { settled } : {}), ...(fen === 0 ? {} : { fen }) };
}

type Balance = Required<NonNullable<EventLineView['balance']>>;

function balanceAt(history: History, day: string): Balance {
  const position = history.positionOn(day);
  const owed = owedOn(history, position, day).map((o) => ({
    class: o.class,
    obligation: o.obligation,
    heads: o.total - o.settled,
  }));
  return { owed, fen: cashBalance(history, position, day) };
}

/** Only what the day has changed; nothing when it has changed nothing. */
function balanceShown(before: Balance | undefined, after: Balance | undefined): Pick<EventLineView, 'balance'> {
  if (!after) return {};
  const headsBefore = new Map(before?.owed.map((o) => [`${o.obligation}:${o.class}`, o.heads]));
  const owed = after.owed.filter((o) => headsBefore.get(`${o.obligation}:${o.class}`) !== o.heads);
  const isCashMoved = after.fen !== (before?.fen ?? 0);
  if (owed.length === 0 && !isCashMoved) return {};
  return { balance: { owed, ...(isCashMoved ? { fen: after.fen } : {}) } };
}
