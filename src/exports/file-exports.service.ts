/** Every export that can be had as a file, and how each is made: the same bytes for the same choice, whoever makes it. */
import { Injectable } from '@nestjs/common';
import type { Run } from '../common/progress';
import type { Locale } from '../i18n/locale';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import type { CooperativeRow } from '../parties/cooperatives';
import { ExportService } from './export.service';
import { OFFERS, type ExportWhat } from './list';
import { PackService } from './pack/pack.service';
import { PdfService } from './pdf/pdf.service';

/** Parts beyond any book. */
export const PARTS_MAX = 10_000;

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  journal: 'text/plain; charset=utf-8',
  beancount: 'text/plain; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  zip: 'application/zip',
};

/** Which file of which part of the book. */
export interface FileChoice {
  readonly what: string;
  readonly format: string;
  readonly season?: string;
  /** Of more printed statements than one file holds the first, the second, … part. */
  readonly part?: number;
  /** The language of headings and words in tables. */
  readonly language: Locale;
  /** Where printed statements can be checked. */
  readonly publicUrl?: string;
}

/** The instants that fix what is in a file. */
export interface FileMoments {
  /** What was recorded later is not in it. */
  readonly knownAt: string;
  /** The time that a printed document says it was made at. */
  readonly askedAt: string;
}

/** The content type of a file of this format. */
export function typeOf(format: string): string {
  return TYPES[format] ?? 'application/octet-stream';
}

/**
 * @throws DomainError file_unknown for what is not offered; field_required for what is about one season and names none; field_not_allowed for
 * a season of what is of none; choice_invalid for a part of what comes whole
 * @example fileName('WRYT', { what: 'lines', format: 'csv', season: '2025-winter' }) // 'WRYT-lines-2025-winter.csv'
 */
export function fileName(
  cooperative: string,
  { what, format, season, part }: Pick<FileChoice, 'what' | 'format' | 'season' | 'part'>,
): string {
  const offer = OFFERS.find((o) => o.what === what && o.formats.includes(format));
  if (!offer) throw new DomainError('file_unknown', { file: `${what}.${format}`.slice(0, 80) });
  if (offer.isWhole && season !== undefined) throw new DomainError('field_not_allowed', {}, 'season');
  if (offer.needsSeason && season === undefined) throw new DomainError('field_required', {}, 'season');
  if (part !== undefined && !comesInParts({ what, format }))
    throw new DomainError('choice_invalid', { value: String(part) }, 'part');
  return `${[cooperative, what, season, part].filter((piece) => piece !== undefined).join('-')}.${format}`;
}

/** Whether there may be more of it than one file holds. */
export function comesInParts({ what, format }: Pick<FileChoice, 'what' | 'format'>): boolean {
  return what === 'statements' && format === 'pdf';
}

@Injectable()
export class FileExports {
  constructor(
    private readonly reads: ReadPool,
    private readonly tables: ExportService,
    private readonly packs: PackService,
    private readonly papers: PdfService,
  ) {}

  /**
   * Hands the file to `write`, chunk by chunk, as everything was known then; never with telephones and identity numbers.
   *
   * @throws DomainError season_unknown, statement_unknown, printing_busy, too_many_rows, too_many_statements, choice_invalid at `part`
   */
  async write(
    cooperative: CooperativeRow,
    choice: FileChoice,
    moments: FileMoments,
    write: (chunk: string | Uint8Array) => Promise<void>,
    run: Run,
  ): Promise<void> {
    const { what, format, season, language } = choice;
    const watched = (chunk: string | Uint8Array): Promise<void> => {
      run.signal.throwIfAborted();
      return write(chunk);
    };
    const options = {
      cooperative: cooperative.code,
      asKnown: moments.knownAt,
      ...(season === undefined ? {} : { season }),
    };
    if (format === 'zip') return this.packs.run(options, watched, run);
    if (format === 'pdf') return watched(await this.print(cooperative, choice, moments));
    await this.tables.run(
      { ...options, what: what as ExportWhat, format, locale: language, bom: format === 'csv' },
      watched,
    );
  }

  private print(
    cooperative: CooperativeRow,
    choice: FileChoice,
    { knownAt, askedAt }: FileMoments,
  ): Promise<Uint8Array> {
    const { what, season = '', publicUrl, part } = choice;
    const request = {
      season,
      asKnown: knownAt,
      at: askedAt,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(part === undefined ? {} : { part }),
    };
    return what === 'notice'
      ? this.papers.notice(this.reads, cooperative, request)
      : this.papers.statements(this.reads, cooperative, request);
  }
}
