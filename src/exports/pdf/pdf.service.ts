/** Prints documents: statements, the public notice of a season, slips and household cards. */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { shanghaiTime } from '../../common/clock';
import type { Reader } from '../../database/tx';
import type { CooperativeRow } from '../../parties/cooperatives';
import { Printer } from './printer';
import { readSeasonStatements, type ChainHead, type SeasonRequest } from './season.data';
import { statementSheet } from './statement.data';
import { STATEMENT } from './templates/statement.typ';
import { Wording, type PdfLanguage } from './words';

/** How any document is printed. */
export interface PrintOptions {
  /** Chinese with English under it when absent. */
  readonly language?: PdfLanguage;
  /** When it is printed: the same document printed for the same instant is the same file, byte for byte. */
  readonly at: string;
}

/** Which statements, and how. */
export interface StatementsRequest extends SeasonRequest, PrintOptions {
  /** Where statements can be checked; without it there is no QR code. */
  readonly publicUrl?: string;
}

@Injectable()
export class PdfService implements OnModuleDestroy {
  private readonly printer: Printer;

  /** @param fontFolder fonts for characters that the packaged ones lack */
  constructor(fontFolder?: string) {
    this.printer = new Printer(fontFolder);
  }

  /**
   * A season's statements in one file, each on pages of its own, in the order of the contracts' numbers.
   *
   * @throws DomainError season_unknown, contract_unknown, statement_unknown, printing_busy
   */
  async statements(reader: Reader, cooperative: CooperativeRow, request: StatementsRequest): Promise<Uint8Array> {
    const { season, head, statements } = await readSeasonStatements(reader, cooperative, request);
    const words = wordingOf(request);
    const links: string[] = [];
    const sheets = statements.map(({ view, parties }) => {
      const sheet = statementSheet(view, parties, words);
      if (request.publicUrl === undefined) return { ...sheet, link: null };
      return { ...sheet, link: links.push(verificationUrl(request.publicUrl, sheet.number, sheet.sha256)) - 1 };
    });
    const [only, second] = sheets;
    const number = only && !second ? only.number : season.code;
    return this.print(STATEMENT, request, links, {
      title: `${words.label('pdf.title.statement').a} ${number}`,
      cooperative: cooperative.name,
      words: { ...words.labels('pdf', PDF_WORDS), ...words.labels('section', ['owed', 'cash', 'deposit', 'stock']) },
      chain: chainWords(head, words),
      headNote: words.text('pdf_head_note'),
      cashNote: words.text('pdf_cash_note'),
      dateLine: words.text('pdf_date_line'),
      sheets,
    });
  }

  /** Ends the printing thread. */
  onModuleDestroy(): Promise<void> {
    return this.printer.close();
  }

  private print(template: string, options: PrintOptions, links: readonly string[], body: object): Promise<Uint8Array> {
    const words = wordingOf(options);
    const data = {
      lang: words.language === 'en' ? 'en' : 'zh',
      region: words.language === 'en' ? null : 'cn',
      // Only the template knows the numbers of the pages.
      page: words.text('pdf_page', { page: '%p', pages: '%n' }),
      links,
      ...body,
    };
    return this.printer.print({
      template,
      data: JSON.stringify(data),
      links,
      at: Math.floor(Date.parse(options.at) / 1000),
    });
  }
}

const PDF_WORDS = [
  'title.statement', 'draft', 'number', 'household', 'contract', 'season', 'status', 'scan', 'obligation', 'item', 'amount', 'animals',
  'sign.household', 'sign.clerk', 'sign.branch', 'agrees', 'disputes',
] as const; // prettier-ignore

/**
 * Where a statement is checked.
 *
 * @example verificationUrl('https://book.example', '2022-summer/C-1', 'ab…') // 'https://book.example/verify/2022-summer/C-1/ab…'
 */
export function verificationUrl(publicUrl: string, number: string, sha256: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/verify/${number.split('/').map(encodeURIComponent).join('/')}/${sha256}`;
}

function wordingOf({ language }: PrintOptions): Wording {
  return new Wording(language ?? 'zh+en');
}

function chainWords(head: ChainHead, words: Wording): object {
  const time = head.at === null ? '-' : shanghaiTime(head.at);
  return words.text('pdf_chain', { cooperative: head.cooperative, seq: String(head.seq), hash: head.hash, time });
}
