/** What is asked about the rows of a batch before any is recorded: doubles, of the book and of the page, and what comes late. */
import type { Season } from '../../../calendar/seasons';
import { DomainError } from '../../../domain/errors';
import type { Fact } from '../../../domain/contract/history';
import { lateBooking } from '../../../domain/recording/booking';
import { contentOf, possibleDuplicate } from '../../../domain/recording/duplicates';
import type { Frame } from '../../kit/frame';
import { SKIPPED, type GridAsk } from '../../kit/islands/asked';
import type { GridRow } from '../../kit/islands/grid';
import { receiptOf, type Doubt, type ToEnter } from '../../../contracts/doubts';
import { askOf, DOUBT_ANSWERS } from './doubts';

const AGAIN = '_again';
const LATE = '_late';

/** The cells that hold answers and nothing of the event. */
export const ANSWERS: readonly string[] = [AGAIN, LATE, ...Object.values(DOUBT_ANSWERS), SKIPPED];

/** A row with the event it stands for; without one it is empty, or wrong. */
export interface ReadRow {
  readonly row: GridRow;
  readonly meant?: ToEnter;
  readonly doubts?: readonly Doubt[];
}

export function isSkipped({ cells }: GridRow): boolean {
  return cells[SKIPPED] === 'yes';
}

/** Something that was asked about the row is not answered, or what was answered is no longer what is asked. */
export function isOpen(row: GridRow): boolean {
  return !isSkipped(row) && (row.asks ?? []).some(({ name, value }) => row.cells[name] !== value);
}

/** A row of the page, and where it stands. */
interface RowAbove {
  readonly id: string;
  readonly row: number;
}

/**
 * The rows with what is asked about each. The answers name what they are about (the other entry, the day), so that a row that is changed is
 * asked about anew.
 *
 * @param facts by the numbers of contracts
 */
export function withQuestions(
  frame: Frame,
  rows: readonly ReadRow[],
  facts: ReadonlyMap<string, readonly Fact[]>,
  seasons: readonly Season[],
): ReadRow[] {
  const earlier = new Map<string, RowAbove>();
  const receipts = new Map<string, RowAbove>();
  return rows.map(({ row, meant, doubts = [] }, i) => {
    if (!meant) return { row };
    const known = facts.get(meant.contract) ?? [];
    const says = `${meant.contract} ${contentOf(meant.event)}`;
    const double = twinAsk(frame, meant, known, earlier.get(says));
    const doubtful = double.length > 0 ? [] : doubtAsks(frame, meant, doubts, receipts);
    if (!isSkipped(row)) {
      const receipt = receiptOf(meant.event);
      if (!earlier.has(says)) earlier.set(says, { id: row.id, row: i + 1 });
      if (receipt !== undefined && !receipts.has(receipt)) receipts.set(receipt, { id: row.id, row: i + 1 });
    }
    return { row: { ...row, asks: [...double, ...doubtful, ...lateAsk(frame, meant, seasons)] }, meant };
  });
}

function twinAsk(frame: Frame, { event }: ToEnter, facts: readonly Fact[], above: RowAbove | undefined): GridAsk[] {
  if (facts.some((f) => f.id === event.id)) return [];
  const twin = possibleDuplicate(facts, event);
  const box = frame.t('entry.again');
  if (twin) return [{ name: AGAIN, value: twin.id, text: frame.t('batch.twin', { seq: twin.seq }), box }];
  return above ? [{ name: AGAIN, value: above.id, text: frame.t('batch.twinRow', { row: above.row }), box }] : [];
}

/** What is doubtful for the book; and a receipt that another row of the page has. */
function doubtAsks(
  frame: Frame,
  { event }: ToEnter,
  doubts: readonly Doubt[],
  receipts: ReadonlyMap<string, RowAbove>,
): GridAsk[] {
  const asks = doubts.map((doubt) => askOf(frame, doubt));
  const receipt = receiptOf(event);
  const above = receipt === undefined ? undefined : receipts.get(receipt);
  if (!above || asks.some(({ name }) => name === DOUBT_ANSWERS.receipt_twice)) return asks;
  const text = frame.t('batch.receiptRow', { receipt, row: above.row });
  return [...asks, { name: DOUBT_ANSWERS.receipt_twice, value: above.id, text, box: frame.t('entry.sureReceipt') }];
}

function lateAsk(frame: Frame, { event }: ToEnter, seasons: readonly Season[]): GridAsk[] {
  const late = lateOf(event.on ?? '', seasons);
  if (!late) return [];
  const { on, closed, open, bookedOn } = late;
  return [
    {
      name: LATE,
      value: on,
      text: frame.t('entry.late', { on, closed, open, bookedOn }),
      box: frame.t('entry.asLate'),
    },
  ];
}

/** A day for which no season is open is refused when the row is recorded, beside its cell. */
function lateOf(on: string, seasons: readonly Season[]): ReturnType<typeof lateBooking> {
  try {
    return lateBooking(on, seasons);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
