/** A document before it is printed: its template, what it says, and the languages it says it in. */
import { yieldToEventLoop } from '../../common/progress';
import { shanghaiTime } from '../../common/clock';
import { pageText } from '../../i18n/pages';
import type { CooperativeRow } from '../../parties/cooperatives';
import type { NoticeNames } from '../../parties/notice-names.service';
import { contextSheet, type StatementContext, type ContextSheet } from './beside.data';
import type { PrintedHead, SeasonStatements } from './season.data';
import { noticeSheet } from './notice.data';
import { cardBody, slipsBody, type CardData, type SlipData } from './slip.data';
import { statementSheet, type StatementSheet } from './statement.data';
import { NOTICE } from './templates/notice.typ';
import { CARD, SLIP } from './templates/slip.typ';
import { STATEMENT } from './templates/statement.typ';
import type { DocumentBody, Wording, Words } from './words';

/** Everything that a template is given. */
export interface Document {
  readonly template: string;
  readonly words: Wording;
  /** Where its QR codes lead. */
  readonly links: readonly string[];
  /** Whether it is long: then it is not tagged for screen readers. */
  readonly long: boolean;
  readonly body: DocumentBody;
}

const LONG = 20;
const BATCH_SIZE = 50;

const STATEMENT_WORDS = [
  'title.statement', 'draft', 'number', 'household', 'contract', 'season', 'status', 'scan', 'obligation', 'item', 'amount', 'animals',
  'sign.household', 'sign.clerk', 'sign.branch', 'agrees', 'disputes', 'late', 'lateOn', 'lateBooked', 'history', 'time', 'by', 'what',
] as const; // prettier-ignore

const NOTICE_WORDS = [
  'title.notice', 'draft', 'household', 'contract', 'total', 'posted', 'sign.seal', 'sign.branch', 'sign.supervisor',
] as const; // prettier-ignore

/** A season's statements, each on pages of its own. */
export async function statementsDocument(
  cooperative: CooperativeRow,
  { season, head, statements, beside: contexts }: SeasonStatements & { readonly beside: readonly StatementContext[] },
  words: Wording,
  publicUrl?: string,
): Promise<Document> {
  const links: string[] = [];
  const sheets: (StatementSheet & ContextSheet & { readonly link: number | null })[] = [];
  for (const [i, { view, parties }] of statements.entries()) {
    const link = publicUrl === undefined ? null : links.push(verificationUrl(publicUrl, view.number, view.sha256)) - 1;
    const context = contextSheet(view.subjects, contexts[i] as StatementContext, words);
    sheets.push({ ...statementSheet(view, parties, words), ...context, link });
    if (sheets.length % BATCH_SIZE === 0) await yieldToEventLoop();
  }
  const [first, second] = sheets;
  const number = first && !second ? first.number : season.code;
  return {
    template: STATEMENT,
    words,
    links,
    long: sheets.length > LONG,
    body: {
      title: `${words.label('pdf.title.statement').a} ${number}`,
      cooperative: cooperative.name,
      words: {
        ...words.labels('pdf', STATEMENT_WORDS),
        ...words.labels('section', ['owed', 'cash', 'deposit', 'stock']),
      },
      chain: chainWords(head, words),
      headNote: words.text('pdf_head_note'),
      cashNote: words.text('pdf_cash_note'),
      depositNote: words.text('pdf_deposit_note'),
      lateNote: words.both((locale) => pageText(locale, 'late.lead')),
      dateLine: words.text('pdf_date_line'),
      sheets,
    },
  };
}

/** What every contract of a season owes, to be posted where everybody can see it. */
export function noticeDocument(
  cooperative: CooperativeRow,
  found: SeasonStatements,
  words: Wording,
  names: NoticeNames,
): Document {
  const notice = noticeSheet(found, names, words);
  return {
    template: NOTICE,
    words,
    links: [],
    long: notice.rows.length > LONG * LONG,
    body: {
      title: `${words.label('pdf.title.notice').a} ${found.season.code}`,
      cooperative: cooperative.name,
      words: words.labels('pdf', NOTICE_WORDS),
      chain: chainWords(found.head, words),
      note: words.text('pdf_notice_note'),
      notice,
    },
  };
}

/** Slips of events, a page each. */
export function slipsDocument(slips: readonly SlipData[], words: Wording): Document {
  const { links, ...body } = slipsBody(slips, words);
  return { template: SLIP, words, links, long: slips.length > LONG, body };
}

/** The card of a household. */
export function cardDocument(card: CardData, words: Wording): Document {
  return { template: CARD, words, links: [card.link], long: false, body: cardBody(card, words) };
}

/**
 * Where a statement is checked.
 *
 * @example verificationUrl('https://book.example', '2022-summer/C-1', 'ab…') // 'https://book.example/verify/2022-summer/C-1/ab…'
 */
export function verificationUrl(publicUrl: string, number: string, sha256: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/verify/${number.split('/').map(encodeURIComponent).join('/')}/${sha256}`;
}

/** The head of the chain, for the foot of a page. */
export function chainWords(head: PrintedHead, words: Wording): Words {
  const { cooperative, seq, hash, at } = head;
  return words.text('pdf_chain', { cooperative, seq: String(seq), hash, time: shanghaiTime(at) });
}
