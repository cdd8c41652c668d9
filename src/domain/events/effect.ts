/** Effects: what an event does, as plain data. Statements, balances and postings are made of effects alone. */
import type { CivilDate } from '../calendar';
import type { Fen } from '../quantity/money';
import type { Ratio } from '../quantity/ratio';

export const CASH_LINES = [
  'feed', 'services', 'insurance', 'conversions', 'penalties', 'losses', 'commission', 'sales', 'claims', 'received', 'paid', 'adjustments',
] as const; // prettier-ignore
export type CashLine = (typeof CASH_LINES)[number];

export const STOCK_LINES = [
  'handed_over',
  'born',
  'died',
  'sold',
  'returned',
  'taken_back',
  'changed',
  'completed',
] as const;
export type StockLine = (typeof STOCK_LINES)[number];

export const SETTLED_LINES = ['returned', 'waived', 'converted'] as const;
export type SettledLine = (typeof SETTLED_LINES)[number];

export const BOOKS = ['leased', 'own'] as const;
export type Book = (typeof BOOKS)[number];

/** One effect of an event. Cash: + = the household owes. Stock: heads, signed. Settled: heads of the obligation's class, exact. */
export type Effect =
  | { readonly effect: 'cash'; readonly line: CashLine; readonly fen: Fen }
  | { readonly effect: 'subsidy'; readonly line: CashLine; readonly fen: Fen }
  | { readonly effect: 'deposit'; readonly line: 'in' | 'out'; readonly fen: Fen }
  | {
      readonly effect: 'stock';
      readonly book: Book;
      readonly class: string;
      readonly line: StockLine;
      readonly heads: number;
    }
  | {
      readonly effect: 'settled';
      readonly subject: string;
      readonly class: string;
      readonly line: SettledLine;
      readonly quantity: Ratio;
    }
  | { readonly effect: 'loss'; readonly class: string; readonly heads: number; readonly reduces: boolean }
  | { readonly effect: 'leased_change'; readonly from: string; readonly to: string; readonly heads: number }
  | { readonly effect: 'birth'; readonly obligation: string; readonly owed: Ratio }
  | { readonly effect: 'count'; readonly book: Book; readonly class: string; readonly heads: number }
  | { readonly effect: 'feed'; readonly item: string; readonly grams: number }
  | { readonly effect: 'status'; readonly status: 'terminated' | 'completed'; readonly titlePasses: boolean }
  | { readonly effect: 'handed_over_on'; readonly on: CivilDate };
