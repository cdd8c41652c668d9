/** Imports a book, completely or not at all, in one unit of work. */
import { createHash, type Hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CLI_ORIGIN } from '../audit/audit';
import { Clock } from '../common/clock';
import { readLines } from '../common/lines';
import { yieldToEventLoop, type Run } from '../common/progress';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { ImportSession, type ReadLine } from './import-session';
import type { ImportSummary } from './import-summary';

/** Lines applied at a time, before the clock, the signal and waiting readers are looked at. */
const RUN_OF_LINES = 500;

@Injectable()
export class ImportService {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads a book and records what is new in it.
   *
   * @param stream the bytes of the book; store a slow source first, since nobody else can write meanwhile
   * @param approvedBy who counts as the approver of what needs a second person
   * @param only the code of the one cooperative whose lines are taken
   * @throws LineErrors every bad line, up to 100; nothing is changed then
   */
  async import(
    stream: AsyncIterable<Uint8Array | string>,
    approvedBy: string,
    run: Run,
    only?: string,
  ): Promise<ImportSummary> {
    let isRead = false;
    return this.writer.write('installation', async (tx) => {
      // A stream can be read only once, so a transaction that the database wants repeated is abandoned.
      if (isRead) throw new DomainError('database_busy');
      isRead = true;
      const now = this.clock.now();
      const session = new ImportSession(tx, now, { approvedBy, approvedAt: now }, only);
      let lines: ReadLine[] = [];
      let bytes = 0;
      let reported = 0;
      const apply = async (): Promise<void> => {
        run.signal.throwIfAborted();
        await session.apply(lines);
        run.progress.advance(lines.length, bytes - reported);
        reported = bytes;
        lines = [];
        await yieldToEventLoop();
      };
      const hash = createHash('sha256');
      for await (const line of readLines(hashed(stream, hash))) {
        bytes = line.bytes;
        lines.push(line);
        if (lines.length >= RUN_OF_LINES) await apply();
      }
      await apply();
      return session.finish({ ...CLI_ORIGIN, actor: approvedBy }, hash.digest('hex'));
    });
  }
}

async function* hashed(stream: AsyncIterable<Uint8Array | string>, hash: Hash): AsyncGenerator<Uint8Array | string> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}
