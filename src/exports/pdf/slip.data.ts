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
  /** When it was recorded, and by whom. */
  readonly recorded: string;
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
  'title.slip', 'number', 'household', 'contract', 'day', 'recorded', 'what', 'balance', 'reprint', 'scan', 'sign.household', 'sign.clerk',
] as const; // prettier-ignore
const CARD_WORDS = ['title.card', 'number', 'household', 'pin.1', 'pin.2', 'pin.3', 'pin.4'] as const;

interface SlipsBody extends DocumentBody {
  readonly links: readonly string[];
}

/** Slips as their template is given them, each on a page of its own; their links become the codes that they name. */
export function slipsBody(slips: readonly SlipData[], words: Wording): SlipsBody {
  const links: string[] = [];
  const kindOf = ({ kind }: SlipData): Words => words.labelOr(`kind.${kind}`, kind);
  const [first, second] = slips;
  const title = words.label('pdf.title.slip').a;
  return {
    title: first && !second ? `${kindOf(first).a} ${first.number}` : title,
    cooperative: first?.cooperative ?? '',
    words: words.labels('pdf', SLIP_WORDS),
    links,
    slips: slips.map((slip) => ({
      ...slip,
      kind: kindOf(slip),
      reprint: reprintWords(slip.reprint, words),
      link: slip.link === undefined ? null : links.push(slip.link) - 1,
    })),
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
