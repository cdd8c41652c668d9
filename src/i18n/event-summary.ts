/** An event in one line: what it says beside its kind and its day. */
import { EVENT_KINDS } from '../domain/events/registry';
import { parseMoney } from '../domain/quantity/money';
import { fieldsOf, type FieldSpec } from '../domain/shape/spec';
import { causeWord, choiceLabel } from './choices';
import { settledName, type NamedDebt } from './debt-names';
import { money, quantity, wholeNumber } from './format';
import type { Speaker } from './speaker';

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

/**
 * The payload of an event in words.
 *
 * @param debts those of its contract, where they are known: what is settled is called by them
 * @example eventSummary(zh, { kind: 'lamb_return', accepted: [{ class: 'lamb', count: 20 }] }) // '羔羊 20'
 */
export function eventSummary(speaker: Speaker, event: object, debts: readonly NamedDebt[] = []): string {
  const payload = event as Payload;
  const parts: string[] = [];
  for (const [name, value] of Object.entries(payload)) {
    if (ELSEWHERE.has(name) || value === undefined) continue;
    const words =
      name === 'obligation' && typeof value === 'string'
        ? `→ ${settledName(speaker, value, debts)}`
        : wordsOf(speaker, name, value, payload);
    if (words !== '') parts.push(words);
  }
  return parts.join(' · ');
}

function wordsOf(speaker: Speaker, name: string, value: unknown, event: Payload): string {
  const { locale } = speaker;
  if (Array.isArray(value)) {
    const rows = value.map((row) => rowWords(speaker, row as Payload)).join(speaker.t('list.comma'));
    return name === 'rejected' && rows !== '' ? `${speaker.tOr('field.rejected', name)} ${rows}` : rows;
  }
  if (name === 'quantity' && typeof event['unit'] === 'string') return quantity(locale, String(value), event['unit']);
  const is = specOf(event, name);
  if (is === 'money') {
    const text = money(locale, parseMoney(String(value)));
    return name === 'amount' ? text : labelled(speaker, name, text);
  }
  if (typeof value === 'number')
    return name === 'count' ? wholeNumber(locale, value) : labelled(speaker, name, wholeNumber(locale, value));
  if (is === 'choice' || name === 'means') return labelled(speaker, name, choiceLabel(speaker, name, String(value)));
  if (name === 'cause') return causeWord(speaker, String(value));
  if (name === 'item' || name === 'reason' || name === 'channel') return String(value);
  if (is === 'quantity') return labelled(speaker, name, quantity(locale, String(value), 'kg'));
  if (is === 'percent') return labelled(speaker, name, `${String(value)} %`);
  return labelled(speaker, name, String(value));
}

/** What a field of the event holds, by the declaration of its kind. */
function specOf(event: Payload, name: string): FieldSpec['is'] | undefined {
  const kind = EVENT_KINDS.get(String(event['kind']));
  return kind && fieldsOf(kind.payload).get(name)?.is;
}

/** Where the value says its unit, the name does not: in a form it has to. */
function labelled(speaker: Speaker, name: string, text: string): string {
  return `${speaker.tOr(`event.says.${name}`, speaker.tOr(`field.${name}`, name))} ${text}`;
}

function rowWords(speaker: Speaker, row: Payload): string {
  const { class: cls, count, book, reason } = row as { class?: string; count?: number; book?: string; reason?: string };
  const words = [
    book === undefined ? '' : speaker.word(`book.${book}`),
    cls === undefined ? '' : speaker.word(`class.${cls}`),
    count === undefined ? '' : wholeNumber(speaker.locale, count),
    reason === undefined ? '' : speaker.t('event.because', { reason }),
  ];
  return words.filter((w) => w !== '').join(' ');
}
