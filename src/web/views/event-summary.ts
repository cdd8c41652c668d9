/** An event in one line: what it says beside its kind and its day. */
import type { Frame } from '../frame';
import { money, quantity, wholeNumber } from '../format';
import { parseMoney } from '../../domain/quantity/money';
import { choiceLabel } from '../forms/inputs';
import { settledName, type NamedDebt } from './debt-names';
import { causeWord } from './parts';

type Payload = Readonly<Record<string, unknown>>;

/** Keys that stand elsewhere on the page. */
const ELSEWHERE = new Set([
  'id',
  'kind',
  'on',
  'note',
  'by',
  'evidence',
  'type',
  'cooperative',
  'contract',
  'terms',
  'unit',
  'kgPerUnit',
]);
const MONEY = new Set(['amount', 'price', 'unitPrice', 'pricePerHead']);
const CHOICES = new Set(['from', 'to', 'book', 'per', 'collectedBy', 'payTo', 'means']);

/**
 * The payload of an event in words.
 *
 * @param debts those of its contract, where they are known: what is settled is called by them
 * @example eventSummary(zh, { kind: 'lamb_return', accepted: [{ class: 'lamb', count: 20 }] }) // '羔羊 20'
 */
export function eventSummary(frame: Frame, event: Payload, debts: readonly NamedDebt[] = []): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(event)) {
    if (ELSEWHERE.has(name) || value === undefined) continue;
    const words =
      name === 'obligation' && typeof value === 'string'
        ? `→ ${settledName(frame, value, debts)}`
        : wordsOf(frame, name, value, event);
    if (words !== '') parts.push(words);
  }
  return parts.join(' · ');
}

function wordsOf(frame: Frame, name: string, value: unknown, event: Payload): string {
  const { locale } = frame;
  if (Array.isArray(value)) {
    const rows = value.map((row) => rowWords(frame, row as Payload)).join(frame.t('list.comma'));
    return name === 'rejected' && rows !== '' ? `${frame.tOr('field.rejected', name)} ${rows}` : rows;
  }
  if (name === 'quantity' && typeof event['unit'] === 'string') return quantity(locale, String(value), event['unit']);
  if (MONEY.has(name)) {
    const text = money(locale, parseMoney(String(value)));
    return name === 'amount' ? text : labelled(frame, name, text);
  }
  if (typeof value === 'number')
    return name === 'count' ? wholeNumber(locale, value) : labelled(frame, name, wholeNumber(locale, value));
  if (CHOICES.has(name)) return labelled(frame, name, choiceLabel(frame, name, String(value)));
  if (name === 'cause') return causeWord(frame, String(value));
  if (name === 'item' || name === 'reason' || name === 'channel') return String(value);
  if (name === 'weightKg') return labelled(frame, name, quantity(locale, String(value), 'kg'));
  if (name === 'householdShare') return labelled(frame, name, `${String(value)} %`);
  return labelled(frame, name, String(value));
}

/** Where the value says its unit, the name does not: in a form it has to. */
function labelled(frame: Frame, name: string, text: string): string {
  return `${frame.tOr(`event.says.${name}`, frame.tOr(`field.${name}`, name))} ${text}`;
}

function rowWords(frame: Frame, row: Payload): string {
  const { class: cls, count, book, reason } = row as { class?: string; count?: number; book?: string; reason?: string };
  const words = [
    book === undefined ? '' : frame.word(`book.${book}`),
    cls === undefined ? '' : frame.word(`class.${cls}`),
    count === undefined ? '' : wholeNumber(frame.locale, count),
    reason === undefined ? '' : frame.t('event.because', { reason }),
  ];
  return words.filter((w) => w !== '').join(' ');
}
