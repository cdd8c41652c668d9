/** Gathers the files of a contract, or of one of its events: those the event names, and those that were added to it. */
import { Injectable } from '@nestjs/common';
import { listAttachments } from '../../../attachments/attachments.queries';
import { AttachmentsService, type NewFile } from '../../../attachments/attachments.service';
import type { Origin } from '../../../audit/audit';
import { requireContract } from '../../../contracts/contracts';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { DomainError } from '../../../domain/errors';
import type { Access } from '../../../parties/scope';
import { BookWriter } from '../../../journal/book-writer';
import { debtsOf } from '../../../contracts/debts.queries';
import type { EventGlance } from '../events/entry.view';
import type { EventFilesView, FileView } from './attachments.view';

@Injectable()
export class FilesModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly books: BookWriter,
    private readonly attachments: AttachmentsService,
  ) {}

  /** @throws DomainError contract_unknown */
  ofContract({ scope }: Access, number: string): Promise<readonly FileView[]> {
    return this.reads.snapshot(async (reader) => {
      const contract = await requireContract(reader, scope, number);
      const rows = await listAttachments(reader, scope.cooperativeId, contract.id);
      return rows.toReversed().map((row) => ({ row, isInEntry: false }));
    });
  }

  /** @throws DomainError contract_unknown, event_unknown */
  ofEvent({ scope }: Access, number: string, event: string): Promise<EventFilesView> {
    return this.reads.snapshot(async (reader) => {
      const contract = await requireContract(reader, scope, number);
      const glance = await glanceOf(reader, scope.cooperativeId, contract.id, event);
      const named = new Set((glance?.event as { evidence?: readonly string[] } | undefined)?.evidence);
      const rows = await listAttachments(reader, scope.cooperativeId, contract.id);
      const files = rows
        .filter((row) => row.event_id === event || named.has(row.sha256))
        .map((row): FileView => ({ row, isInEntry: named.has(row.sha256) }));
      if (!glance && files.length === 0) throw new DomainError('event_unknown', { event: event.slice(0, 80) }, 'event');
      const debts = (await debtsOf(reader, scope.cooperativeId, [number])).get(number) ?? [];
      return { number, event, files, debts, ...(glance ? { glance } : {}) };
    });
  }

  /**
   * Adds files to an event that is there, or to one that waits; all of them or none.
   *
   * @throws DomainErrors as `AttachmentsService.withFiles`, and attachment_limit, attachment_elsewhere at `files`
   */
  async add(opened: Access, number: string, event: string, files: readonly NewFile[], origin: Origin): Promise<void> {
    const { files: known } = await this.ofEvent(opened, number, event);
    const isKnown = (sha256: string): boolean => known.some(({ row }) => row.sha256 === sha256);
    if (files.length === 0) throw new DomainError('field_required', {}, 'files');
    await this.attachments.withFiles(files, (staged) =>
      this.books.run(opened.cooperative.code, async (unit) => {
        const contract = await requireContract(unit.tx, opened.scope, number);
        for (const { row } of await staged.enter(unit, contract, origin, event))
          if (row.event_id !== event && !isKnown(row.sha256))
            throw new DomainError('attachment_elsewhere', { name: row.name }, 'files');
        await staged.settle();
      }),
    );
  }
}

async function glanceOf(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  id: string,
): Promise<EventGlance | undefined> {
  const row = await reader.get<{ seq: number; line: string }>(
    'select seq, line from book_record where cooperative_id = ? and contract_id = ? and event_id = ?',
    [cooperativeId, contractId, id],
  );
  if (!row) return undefined;
  const event = JSON.parse(row.line) as Readonly<Record<string, unknown>> & { kind: string; on: string };
  return { id, kind: event.kind, on: event.on, seq: row.seq, event, isReversed: false };
}
