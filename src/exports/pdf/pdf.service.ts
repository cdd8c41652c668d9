/** Prints documents: statements, the public notice of a season, slips and household cards. */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { inOneState } from '../../database/reader';
import type { Reader } from '../../database/tx';
import type { CooperativeRow } from '../../parties/cooperatives';
import { noticeNames } from '../../parties/notice-names.service';
import { cardDocument, noticeDocument, slipsDocument, statementsDocument, type Document } from './document';
import { printedJson } from './printed-text';
import { Printer, type PrinterLimits } from './printer';
import { readContexts, readSeasonStatements, type SeasonRequest } from './season.data';
import type { CardData, SlipData } from './slip.data';
import { Wording, type PdfLanguage } from './words';

/** What one file may hold: while it is made each statement takes 3 MB, so that this many take less than a gigabyte. */
export const STATEMENTS_MAX = 300;

/** How any document is printed. */
export interface PrintOptions {
  /** Chinese with English beside it when absent. */
  readonly language?: PdfLanguage;
  /** The code of the cooperative in whose line it waits. */
  readonly line?: string;
  /** When it is printed: the same document printed for the same instant is the same file, byte for byte. */
  readonly at: string;
}

/** Which statements, and how. */
export interface StatementsRequest extends SeasonRequest, PrintOptions {
  /** Where statements can be checked; without it there is no QR code. */
  readonly publicUrl?: string;
}

/** Which notice, and how. */
export type NoticeRequest = SeasonRequest & PrintOptions;

/** Give it the readers' connections rather than a snapshot: what waits to be printed then holds none of them. */
@Injectable()
export class PdfService implements OnModuleDestroy {
  private readonly printer: Printer;

  /** @param fontFolder fonts for characters that the packaged ones lack */
  constructor(fontFolder?: string, limits?: PrinterLimits) {
    this.printer = new Printer(fontFolder, limits);
  }

  /**
   * A season's statements in one file, each on pages of its own, in the order of the contracts' numbers.
   *
   * @throws DomainError season_unknown, contract_unknown, statement_unknown, too_many_statements, choice_invalid at `part`, printing_busy
   */
  async statements(reads: Reader, cooperative: CooperativeRow, request: StatementsRequest): Promise<Uint8Array> {
    const found = await inOneState(reads, async (reader) => {
      const season = await readSeasonStatements(reader, cooperative, request, STATEMENTS_MAX);
      return { ...season, beside: await readContexts(reader, cooperative, season, request.asKnown) };
    });
    const document = await statementsDocument(cooperative, found, wordingOf(request), request.publicUrl);
    return this.print(document, { ...timeOf(request), line: cooperative.code });
  }

  /**
   * The balances of all contracts of a season, to be posted in public, under the names that the cooperative has decided on.
   *
   * @throws DomainError season_unknown, statement_unknown, printing_busy
   */
  async notice(reads: Reader, cooperative: CooperativeRow, request: NoticeRequest): Promise<Uint8Array> {
    const { found, names } = await inOneState(reads, async (reader) => ({
      found: await readSeasonStatements(reader, cooperative, request),
      names: await noticeNames(reader, cooperative.id, request.asKnown),
    }));
    const document = noticeDocument(cooperative, found, wordingOf(request), names);
    return this.print(document, { ...timeOf(request), line: cooperative.code });
  }

  /** The slips of events, a page of A5 each. */
  slipsPdf(slips: readonly SlipData[], options: PrintOptions): Promise<Uint8Array> {
    return this.print(slipsDocument(slips, wordingOf(options)), options);
  }

  /** The card with which a household opens its account. */
  cardPdf(card: CardData, options: PrintOptions): Promise<Uint8Array> {
    return this.print(cardDocument(card, wordingOf(options)), options);
  }

  /** Ends the printing thread. */
  onModuleDestroy(): Promise<void> {
    return this.printer.close();
  }

  private print({ template, words, links, long, body }: Document, { at, line }: PrintOptions): Promise<Uint8Array> {
    const data = {
      lang: words.language === 'en' ? 'en' : 'zh',
      region: words.language === 'en' ? null : 'cn',
      // Only the template knows the numbers of the pages.
      page: words.text('pdf_page', { page: '%p', pages: '%n' }),
      ...body,
    };
    const seconds = Math.floor(Date.parse(at) / 1000);
    return this.printer.print({ template, data: printedJson(data), links, at: seconds, tagged: !long }, line);
  }
}

/** What is shown as known at an instant is the same file whenever it is made. */
function timeOf({ at, asKnown = at }: SeasonRequest & PrintOptions): PrintOptions {
  return { at: asKnown };
}

function wordingOf({ language }: PrintOptions): Wording {
  return new Wording(language ?? 'zh+en');
}
