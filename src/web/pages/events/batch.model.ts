/** Enters many events of one kind, one for each contract: every row by itself, so that a wrong one keeps nothing else back; but what is asked about one is asked before any. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { listSeasons } from '../../../calendar/seasons';
import { Clock } from '../../../common/clock';
import { ReadPool } from '../../../database/reader';
import { readEvent } from '../../../domain/book/lines';
import { DomainError } from '../../../domain/errors';
import { EVENT_KINDS } from '../../../domain/events/registry';
import { fieldsOf, type FieldSpec } from '../../../domain/shape/spec';
import type { Actor } from '../../../identity/viewer';
import { depositBy, doubtsOf } from '../../../contracts/doubts';
import { factsLike } from '../../../contracts/questions';
import { RecordingService } from '../../../contracts/recording.service';
import { faultsOf } from '../../kit/forms/faults';
import { fieldLabel, optionsOf } from '../../kit/forms/inputs';
import { dateTyped } from '../../kit/forms/dates';
import { objectTyped, rowsTyped, type Typed } from '../../kit/forms/typed';
import type { Frame } from '../../kit/frame';
import type { GridColumn, GridProps, GridRow } from '../../kit/islands/grid';
import { ANSWERS, isOpen, isSkipped, withQuestions, type ReadRow } from './batch-questions';
import { payloadOf, shapeOfKind } from '../../kit/forms/entry-form';

const FIRST_ROWS = 8;
const MORE_ROWS = 5;
/** Rows of one grid: more than fit into a form with all their fields. */
const MOST_ROWS = 1_000;
const MOST_CONTRACTS = 2_000;

/** What became of a batch: what is in the book, what waits, and the rows that are still to be answered for or put right. */
export interface Batch {
  readonly recorded: number;
  readonly waiting: number;
  /** There are questions: then nothing was recorded, and these are all rows. */
  readonly asked: boolean;
  readonly rows: readonly GridRow[];
}

/** Kinds of which many are entered at once. */
export function batchKinds(): string[] {
  return [...EVENT_KINDS.values()].filter((k) => !k.approval && k.kind !== 'completion').map((k) => k.kind);
}

@Injectable()
export class BatchModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly recording: RecordingService,
  ) {}

  /** @throws DomainError kind_unknown */
  async grid(frame: Frame, cooperativeId: number, kind: string, rows?: readonly GridRow[]): Promise<GridProps> {
    if (!batchKinds().includes(kind)) throw new DomainError('kind_unknown', { kind: kind.slice(0, 40) }, 'kind');
    const contracts = await this.reads.all<{ number: string; household: string }>(
      `select c.number, h.name as household from contract c
       join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
       where c.cooperative_id = ? and c.state = 'active' order by c.id desc limit ${MOST_CONTRACTS}`,
      [cooperativeId],
    );
    const blank = { on: this.clock.today() };
    const { t } = frame;
    return {
      columns: columnsOf(frame, kind),
      rows: rows ?? Array.from({ length: FIRST_ROWS }, () => ({ id: randomUUID(), cells: blank, faults: {} })),
      blank,
      contracts,
      csrf: frame.viewer.csrf ?? '',
      words: {
        row: t('batch.row'),
        save: t('batch.save'),
        more: t('batch.more'),
        choose: t('form.choose'),
        filled: t('batch.filled'),
        skip: t('batch.skip'),
      },
    };
  }

  /**
   * The rows as they were typed.
   *
   * @throws DomainError list_invalid
   */
  rowsOf(frame: Frame, kind: string, typed: Typed): GridRow[] {
    const columns = columnsOf(frame, kind);
    const length = rowsTyped(typed, 'rows');
    if (length > MOST_ROWS) throw new DomainError('list_invalid', { max: MOST_ROWS }, 'rows');
    const rows = Array.from({ length }, (_, i): GridRow => {
      const names = [...columns.map((c) => c.name), ...ANSWERS];
      const cells = Object.fromEntries(names.map((name) => [name, typed[`rows[${i}].${name}`] ?? '']));
      return { id: typed[`rows[${i}].id`] ?? randomUUID(), cells, faults: {} };
    });
    const added = typed['_more'] === undefined ? 0 : MORE_ROWS;
    const blank = { on: this.clock.today() };
    return [...rows, ...Array.from({ length: added }, () => ({ id: randomUUID(), cells: blank, faults: {} }))];
  }

  /** Records every row that was filled, once all questions about them are answered; sent twice it is still entered once. */
  async enter(frame: Frame, cooperativeId: number, kind: string, typed: Typed, maker: Actor): Promise<Batch> {
    const read = this.rowsOf(frame, kind, typed).map((row) => this.read(frame, kind, row));
    const rows = await this.ask(frame, cooperativeId, kind, read);
    if (rows.some(({ row }) => isOpen(row)))
      return { recorded: 0, waiting: 0, asked: true, rows: rows.map((r) => r.row) };
    let [recorded, waiting] = [0, 0];
    const wrong: GridRow[] = [];
    for (const { row, meant } of rows) {
      if (isSkipped(row)) continue;
      try {
        if (!meant) {
          if (Object.keys(row.faults).length > 0) wrong.push(row);
          continue;
        }
        const became = await this.recording.record(frame.place?.code ?? '', meant.contract, meant.event, maker);
        if ('proposed' in became) waiting += 1;
        else recorded += 1;
      } catch (error) {
        wrong.push(withFaults(row, error, frame));
      }
    }
    return { recorded, waiting, asked: false, rows: wrong };
  }

  private read(frame: Frame, kind: string, row: GridRow): ReadRow {
    const isEmpty = Object.entries(row.cells).every(([name, text]) => name === 'on' || text.trim() === '' || ANSWERS.includes(name)); // prettier-ignore
    if (isEmpty) return { row };
    try {
      const contract = row.cells['contract']?.trim() ?? '';
      if (contract === '') throw new DomainError('field_required', {}, 'contract');
      const typed = { ...row.cells, on: dateTyped(row.cells['on'] ?? '', this.clock.today()), id: row.id, kind };
      return { row, meant: { contract, event: readEvent(objectTyped(shapeOfKind(kind), typed)) } };
    } catch (error) {
      return { row: withFaults(row, error, frame) };
    }
  }

  /** The rows with what is asked about each. */
  private async ask(
    frame: Frame,
    cooperativeId: number,
    kind: string,
    rows: readonly ReadRow[],
  ): Promise<readonly ReadRow[]> {
    const facts = await factsLike(this.reads, cooperativeId, kind, rows.flatMap(({ meant }) => meant ?? [])); // prettier-ignore
    const doubted = await this.withDoubts(cooperativeId, rows);
    return withQuestions(frame, doubted, facts, await listSeasons(this.reads, cooperativeId));
  }

  /** What is doubtful about each row, with the rows above it counted in. */
  private async withDoubts(cooperativeId: number, rows: readonly ReadRow[]): Promise<ReadRow[]> {
    const deposits = new Map<string, number>();
    const doubted: ReadRow[] = [];
    for (const read of rows) {
      const { row, meant } = read;
      if (!meant || isSkipped(row)) {
        doubted.push(read);
        continue;
      }
      const depositBefore = deposits.get(meant.contract) ?? 0;
      doubted.push({ ...read, doubts: await doubtsOf(this.reads, cooperativeId, meant, { depositBefore }) });
      deposits.set(meant.contract, depositBefore + depositBy(meant.event));
    }
    return doubted;
  }
}

function withFaults(row: GridRow, error: unknown, frame: Frame): GridRow {
  return { ...row, faults: faultsByColumn(row, faultsOf(error, frame)) };
}

/** What names no column of the grid concerns the whole row. */
function faultsByColumn(row: GridRow, faults: ReadonlyMap<string, string>): Record<string, string> {
  const byColumn: Record<string, string> = {};
  for (const [path, message] of faults) {
    const name = path in row.cells ? path : '';
    byColumn[name] = byColumn[name] === undefined ? message : `${byColumn[name]}; ${message}`;
  }
  return byColumn;
}

/** A column for every field of the kind; of a list of animals, for those of its first row. */
function columnsOf(frame: Frame, kind: string): GridColumn[] {
  const columns: GridColumn[] = [
    { name: 'contract', label: frame.t('column.contract'), input: 'contract' },
    { name: 'on', label: frame.t('column.day'), input: 'date' },
  ];
  for (const [name, spec] of fieldsOf(payloadOf(kind))) {
    if (name === 'replaces') continue;
    if (spec.is !== 'list') columns.push(columnOf(frame, kind, name, spec));
    else if (spec.item.is === 'object' && !spec.optional)
      for (const [inner, innerSpec] of fieldsOf(spec.item.shape()))
        columns.push(columnOf(frame, kind, `${name}[0].${inner}`, innerSpec));
  }
  return [...columns, { name: 'note', label: frame.tOr('field.note', 'note'), input: 'text' }];
}

function columnOf(frame: Frame, kind: string, name: string, spec: FieldSpec): GridColumn {
  const label = fieldLabel(frame, { about: kind }, name);
  const options = optionsOf(spec, name, frame);
  if (options) return { name, label, input: 'choice', options };
  return { name, label, input: ['count', 'money', 'quantity', 'percent'].includes(spec.is) ? 'number' : 'text' };
}
