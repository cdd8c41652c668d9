/** Every export that the pages offer, and how each is made. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { quietRun } from '../common/progress';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { EXPORT_FORMATS, ExportService, type ExportWhat } from '../exports/export.service';
import { PackService } from '../exports/pack/pack.service';
import { PdfService } from '../exports/pdf/pdf.service';
import { fileLocale } from '../i18n/pages';
import { listSeasons, type Season } from '../calendar/seasons';
import type { CooperativeRow } from '../parties/cooperatives';
import type { Frame } from './frame';
import type { StreamedFile, WriteChunk } from './stream';

const PAPERS = { statements: ['pdf'], notice: ['pdf'], pack: ['zip'] } as const;

/** What can be had, with its formats; `needsSeason` is about one season. */
export interface Offer {
  readonly what: string;
  readonly formats: readonly string[];
  readonly needsSeason: boolean;
}

export const OFFERS: readonly Offer[] = [
  { what: 'statements', formats: PAPERS.statements, needsSeason: true },
  { what: 'notice', formats: PAPERS.notice, needsSeason: true },
  { what: 'pack', formats: PAPERS.pack, needsSeason: true },
  ...Object.entries(EXPORT_FORMATS).map(([what, formats]) => ({ what, formats, needsSeason: what === 'vouchers' })),
];

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  journal: 'text/plain; charset=utf-8',
  beancount: 'text/plain; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  zip: 'application/zip',
};

/** Which part of the book, as known when. */
export interface Chosen {
  readonly season?: string;
  /** An instant. */
  readonly asKnown?: string;
}

@Injectable()
export class ExportsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly tables: ExportService,
    private readonly packs: PackService,
    private readonly papers: PdfService,
  ) {}

  seasons(cooperativeId: number): Promise<Season[]> {
    return listSeasons(this.reads, cooperativeId);
  }

  /**
   * Never with personal data.
   *
   * @throws DomainError file_unknown for what is not offered
   */
  fileOf(
    cooperative: CooperativeRow,
    file: string,
    { season }: Chosen,
  ): StreamedFile & { what: string; format: string } {
    const [what = '', format = ''] = file.split('.');
    const isOffered = OFFERS.some((o) => o.what === what && o.formats.includes(format));
    const type = TYPES[format];
    if (!isOffered || type === undefined) throw new DomainError('file_unknown', { file: file.slice(0, 80) });
    const name = [cooperative.code, what, season].filter((part) => part !== undefined).join('-');
    return { what, format, name: `${name}.${format}`, type };
  }

  /** @throws DomainError season_unknown, field_required, statement_unknown, printing_busy, too_many_rows */
  async write(
    frame: Frame,
    cooperative: CooperativeRow,
    { what, format }: { readonly what: string; readonly format: string },
    chosen: Chosen,
    write: WriteChunk,
    publicUrl: string | undefined,
  ): Promise<void> {
    const options = { ...chosen, cooperative: cooperative.code };
    if (format === 'zip') return this.packs.run(options, write, quietRun());
    if (format === 'pdf') return write(await this.print(cooperative, what, chosen, publicUrl));
    const locale = fileLocale(frame.locale);
    return this.tables.run({ ...options, what: what as ExportWhat, format, locale, bom: format === 'csv' }, write);
  }

  private print(cooperative: CooperativeRow, what: string, chosen: Chosen, publicUrl?: string): Promise<Uint8Array> {
    const { season } = chosen;
    if (season === undefined) throw new DomainError('field_required', {}, 'season');
    const request = { ...chosen, season, at: this.clock.now(), ...(publicUrl === undefined ? {} : { publicUrl }) };
    return this.reads.snapshot(
      (reader) =>
      what === 'notice' ? this.papers.notice(reader, cooperative, request) : this.papers.statements(reader, cooperative, request), // prettier-ignore
    );
  }
}
