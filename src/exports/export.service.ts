/** Chooses and runs an export within one read snapshot, so that it shows one state of the book. */
import { Injectable } from '@nestjs/common';
import { bookJsonl } from './book.export';
import { requireSeason, type Season } from '../calendar/seasons';
import { DEFAULT_LOCALE, type Locale } from '../i18n/locale';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { listCooperatives, requireCooperative, type CooperativeRow } from '../parties/cooperatives';
import { beancountFile } from './beancount.export';
import { fileHeads, type FileHeads } from './heads';
import { hledgerJournal } from './hledger.export';
import { knownSeasons, onlyCooperative, type KnownCooperative } from './known';
import { EXPORT_FORMATS, type ExportWhat, type TableExport } from './list';
import { instantOf, sheetsOf, tablesOf } from './sheets';
import { tableCsv, tableJsonl } from './table';
import { trailJsonl } from './pack/derived';
import { inChunks } from './text';
import { trailState } from './trail.export';
import { workbook } from './xlsx';

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
   * Hands the export to `write`, chunk by chunk; gives the heads of the chains that it was read from.
   *
   * @throws DomainError cooperative_unknown, season_unknown, several_cooperatives, choice_invalid, too_many_rows
   */
  async run(options: ExportOptions, write: (chunk: string | Uint8Array) => Promise<void>): Promise<FileHeads> {
    return this.reads.snapshot(async (reader) => {
      if (options.format === 'xlsx') for await (const chunk of await this.sheets(reader, options)) await write(chunk);
      else for await (const chunk of inChunks(await this.pieces(reader, options))) await write(chunk);
      return fileHeads(reader, options.what, options);
    });
  }

  private async pieces(reader: Reader, o: ExportOptions): Promise<AsyncGenerator<string>> {
    checkFormat(o);
    // As in a pack: of what stands between the rows shown, too.
    if (o.what === 'trail' && o.format === 'jsonl') return trailJsonl(reader, await trailState(reader, o));
    switch (o.what) {
      case 'book':
        return bookJsonl(reader, await this.cooperatives(reader, o.cooperative), o);
      case 'hledger':
        return this.journal(reader, o, hledgerJournal);
      case 'beancount':
        return this.journal(reader, o, beancountFile);
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

  /** A journal is of one cooperative: an entry says nothing of whose it is. */
  private async journal(
    reader: Reader,
    o: ExportOptions,
    write: (reader: Reader, cooperative: KnownCooperative, season?: Season, asKnown?: string) => AsyncGenerator<string>,
  ): Promise<AsyncGenerator<string>> {
    const cooperative = await onlyCooperative(reader, o);
    if (o.season === undefined) return write(reader, cooperative, undefined, o.asKnown);
    const season = requireSeason(await knownSeasons(reader, cooperative, o.asKnown), o.season);
    return write(reader, cooperative, season, o.asKnown);
  }
}

function checkFormat({ what, format }: ExportOptions): void {
  if (!EXPORT_FORMATS[what].includes(format)) throw new DomainError('choice_invalid', { value: format }, 'format');
}

function localeOf({ locale }: ExportOptions): Locale {
  return locale ?? DEFAULT_LOCALE;
}
