/** Papers for the hand: the slip of one event, and the card with which a household opens its account. */
import type { DocumentBody, Words, Wording } from './words';

/** What a slip says; texts stand in it as they are given. */
export interface SlipData {
  readonly cooperative: string;
  /** The slip's own number, `WRYT-000127`. */
  readonly number: string;
  /** Kind of the event, `lamb_return`. */
  readonly kind: string;
  readonly on: string;
  readonly household: { readonly code: string; readonly name: string };
  readonly contract: string;
  /** What happened, line by line: 还羔 – 母羔 12 只. */
  readonly what: readonly SlipLine[];
  /** What stands after it: 尚欠羔羊 – 160 只. */
  readonly balance: readonly SlipLine[];
  /** Which reprint it is; the first print has none. */
  readonly reprint?: number;
  /** Where it can be checked. */
  readonly link?: string;
}

export interface SlipLine {
  readonly label: string;
  readonly value: string;
}

/** What a card says. */
export interface CardData {
  readonly cooperative: string;
  readonly household: { readonly code: string; readonly name: string };
  /** Address that opens the account; it ends in the card's token, and is a secret of the household. */
  readonly link: string;
  /** Number printed on the card, by which it is blocked when it is lost. */
  readonly number?: string;
}

const SLIP_WORDS = [
  'title.slip', 'number', 'household', 'contract', 'day', 'what', 'balance', 'reprint', 'scan', 'sign.household', 'sign.clerk',
] as const; // prettier-ignore
const CARD_WORDS = ['title.card', 'number', 'household', 'pin.1', 'pin.2', 'pin.3', 'pin.4'] as const;

/** The slip as its template is given it. */
export function slipBody(slip: SlipData, words: Wording): DocumentBody {
  const kind = words.labelOr(`kind.${slip.kind}`, slip.kind);
  return {
    title: `${kind.a} ${slip.number}`,
    cooperative: slip.cooperative,
    words: words.labels('pdf', SLIP_WORDS),
    slip: { ...slip, kind, reprint: reprintWords(slip.reprint, words), hasLink: slip.link !== undefined },
  };
}

/** The card as its template is given it. */
export function cardBody(card: CardData, words: Wording): DocumentBody {
  const labels = words.labels('pdf', CARD_WORDS);
  return {
    title: `${labels['title.card'].a} ${card.household.code}`,
    cooperative: card.cooperative,
    words: labels,
    card: { household: card.household, number: card.number ?? null },
  };
}

function reprintWords(copy: number | undefined, words: Wording): Words | null {
  return copy === undefined ? null : words.text('pdf_reprint', { copy: String(copy) });
}
