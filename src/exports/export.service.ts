/** Chooses and runs an export within one read snapshot, so that it shows one state of the book. */
import { Injectable } from '@nestjs/common';
import { bookJsonl } from '../book/book.export';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { listCooperatives, requireCooperative, type CooperativeRow } from '../parties/cooperatives';
import { entriesCsv, entriesJsonl } from './entries.export';
import { hledgerJournal } from './hledger.export';
import { linesCsv, linesJsonl } from './lines.export';
import { onlyCooperative } from './only-cooperative';
import { inChunks } from './text';

export const EXPORT_FORMATS = {
  lines: ['csv', 'jsonl'],
  book: ['jsonl'],
  hledger: ['journal'],
  entries: ['csv', 'jsonl'],
} as const satisfies Record<string, readonly string[]>;
export type ExportWhat = keyof typeof EXPORT_FORMATS;

/** What to export and how. */
export interface ExportOptions {
  readonly what: ExportWhat;
  readonly format: string;
  readonly cooperative?: string;
  readonly season?: string;
  readonly asKnown?: string;
  readonly bom?: boolean;
  readonly withPersonalData?: boolean;
}

@Injectable()
export class ExportService {
  constructor(private readonly reads: ReadPool) {}

  /**
   * Hands the export to `write`, chunk by chunk.
   *
   * @throws DomainError cooperative_unknown, season_unknown, several_cooperatives, choice_invalid
   */
  async run(options: ExportOptions, write: (chunk: string) => Promise<void>): Promise<void> {
    await this.reads.snapshot(async (reader) => {
      for await (const chunk of inChunks(await this.pieces(reader, options))) await write(chunk);
    });
  }

  private async pieces(reader: Reader, o: ExportOptions): Promise<AsyncGenerator<string>> {
    if (!(EXPORT_FORMATS[o.what] as readonly string[]).includes(o.format))
      throw new DomainError('choice_invalid', { value: o.format }, 'format');
    switch (o.what) {
      case 'lines':
        return o.format === 'csv' ? linesCsv(reader, o) : linesJsonl(reader, o);
      case 'book':
        return bookJsonl(reader, await this.cooperatives(reader, o.cooperative), o);
      case 'hledger':
        return hledgerJournal(reader, await onlyCooperative(reader, o.cooperative), o.asKnown);
      case 'entries': {
        const cooperatives = await this.cooperatives(reader, o.cooperative);
        return o.format === 'csv' ? entriesCsv(reader, cooperatives, o) : entriesJsonl(reader, cooperatives, o);
      }
    }
  }

  private async cooperatives(reader: Reader, code: string | undefined): Promise<CooperativeRow[]> {
    return code === undefined ? listCooperatives(reader) : [await requireCooperative(reader, code)];
  }
}
