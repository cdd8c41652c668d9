/** Chooses and runs an export within one read snapshot, so that it shows one state of the book. */
import { Injectable } from '@nestjs/common';
import { bookJsonl } from '../book/book.export';
import { DEFAULT_LOCALE, type Locale } from '../common/locale';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { listCooperatives, requireCooperative, type CooperativeRow } from '../parties/cooperatives';
import { entriesCsv, entriesJsonl } from './entries.export';
import { hledgerJournal } from './hledger.export';
import { linesCsv, linesJsonl } from './lines.export';
import { instantOf, sheetsOf, tablesOf, type TableExport } from './sheets';
import { tableCsv, tableJsonl } from './table';
import { inChunks } from './text';
import { workbook } from './xlsx';

export const EXPORT_FORMATS = {
  lines: ['csv', 'jsonl'],
  book: ['jsonl'],
  hledger: ['journal'],
  entries: ['csv', 'jsonl', 'xlsx'],
  statements: ['xlsx', 'csv', 'jsonl'],
  balances: ['csv', 'xlsx', 'jsonl'],
  arrears: ['csv', 'xlsx', 'jsonl'],
  members: ['csv', 'xlsx', 'jsonl'],
  feed: ['csv', 'xlsx', 'jsonl'],
  losses: ['csv', 'xlsx', 'jsonl'],
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
  /** The language of headings and words in tables. */
  readonly locale?: Locale;
}

@Injectable()
export class ExportService {
  constructor(private readonly reads: ReadPool) {}

  /**
   * Hands the export to `write`, chunk by chunk.
   *
   * @throws DomainError cooperative_unknown, season_unknown, several_cooperatives, choice_invalid, too_many_rows
   */
  async run(options: ExportOptions, write: (chunk: string | Uint8Array) => Promise<void>): Promise<void> {
    await this.reads.snapshot(async (reader) => {
      if (options.format === 'xlsx') {
        for await (const chunk of await this.sheets(reader, options)) await write(chunk);
        return;
      }
      for await (const chunk of inChunks(await this.pieces(reader, options))) await write(chunk);
    });
  }

  private async pieces(reader: Reader, o: ExportOptions): Promise<AsyncGenerator<string>> {
    checkFormat(o);
    switch (o.what) {
      case 'lines':
        return o.format === 'csv' ? linesCsv(reader, o) : linesJsonl(reader, o);
      case 'book':
        return bookJsonl(reader, await this.cooperatives(reader, o.cooperative), o);
      case 'hledger':
        return hledgerJournal(reader, await this.onlyCooperative(reader, o.cooperative), o.asKnown);
      case 'entries': {
        const cooperatives = await this.cooperatives(reader, o.cooperative);
        return o.format === 'csv' ? entriesCsv(reader, cooperatives, o) : entriesJsonl(reader, cooperatives, o);
      }
      default: {
        const { tables } = await tablesOf(o.what, reader, o, localeOf(o));
        const [, table] = tables[0];
        return o.format === 'csv' ? tableCsv(table, localeOf(o), o.bom === true) : tableJsonl(table);
      }
    }
  }

  private async sheets(reader: Reader, o: ExportOptions): Promise<AsyncGenerator<Buffer>> {
    checkFormat(o);
    const locale = localeOf(o);
    const tables = await tablesOf(o.what as TableExport, reader, o, locale);
    return workbook(sheetsOf(tables, o, locale), locale, instantOf(tables, o));
  }

  private async cooperatives(reader: Reader, code: string | undefined): Promise<CooperativeRow[]> {
    return code === undefined ? listCooperatives(reader) : [await requireCooperative(reader, code)];
  }

  private async onlyCooperative(reader: Reader, code: string | undefined): Promise<CooperativeRow> {
    const [first, second] = await this.cooperatives(reader, code);
    if (!first) throw new DomainError('cooperative_unknown', { cooperative: code ?? '-' });
    if (second) throw new DomainError('several_cooperatives', { codes: `${first.code}, ${second.code}` });
    return first;
  }
}

function checkFormat({ what, format }: ExportOptions): void {
  if (!(EXPORT_FORMATS[what] as readonly string[]).includes(format))
    throw new DomainError('choice_invalid', { value: format }, 'format');
}

function localeOf({ locale }: ExportOptions): Locale {
  return locale ?? DEFAULT_LOCALE;
}
