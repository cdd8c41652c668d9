/** What people read: messages of refusals, labels and texts, in the reader's language. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { AnyCode } from '../common/error-table';
import { DEFAULT_LOCALE, type Locale, type ReaderLocale } from './locale';
import en from './en.json';
import mnErrors from './pages/mn-errors.json';
import mnWords from './pages/mn-words.json';
import zhCN from './zh-CN.json';

export type LabelKey = keyof typeof zhCN.labels;
export type TextKey = keyof typeof zhCN.texts;
export type Params = Readonly<Record<string, string | number | undefined>>;

type Part = 'errors' | 'texts';

/** The texts of every language, for the check that none lacks a word. */
export const CATALOGUES: Readonly<Record<Locale, typeof zhCN>> = { 'zh-CN': zhCN, en };

type Some = Readonly<Record<string, string>>;
/** What herders meet on their pages; everything else they are told in Chinese. Both await a native reader. */
export const MONGOLIAN: { readonly errors: Some; readonly labels: Some } = { errors: mnErrors, labels: mnWords };
const SOURCES: Readonly<Record<ReaderLocale, Readonly<Partial<Record<Part | 'labels', Some>>>>> = {
  ...CATALOGUES,
  mn: MONGOLIAN,
};

/**
 * Why something was refused. Classes, kinds and reasons among the parameters are put into words; a missing parameter never fails.
 *
 * @example message('en', 'over_settled', { owed: 180, settled: 181 }) // 'More than is owed: 180 in all, and this would make 181 settled'
 */
export function message(locale: ReaderLocale, code: AnyCode, params: Params = {}): string {
  return compiled(locale, 'errors', code).fill(inWords(locale, params));
}

/** A sentence of the command line or a page. */
export function text(locale: ReaderLocale, key: TextKey, params: Params = {}): string {
  return compiled(locale, 'texts', key).fill(params);
}

/** The word for one thing of the trade: `label('zh-CN', 'class.ewe')` is 母羊. */
export function label(locale: ReaderLocale, key: LabelKey): string {
  return SOURCES[locale].labels?.[key] ?? CATALOGUES[DEFAULT_LOCALE].labels[key];
}

/** As `label`, for a key that may not exist; then `otherwise`. */
export function labelOr(locale: ReaderLocale, key: string, otherwise: string): string {
  return Object.hasOwn(CATALOGUES[DEFAULT_LOCALE].labels, key) ? label(locale, key as LabelKey) : otherwise;
}

/**
 * The word for so many animals or units: English has another for one.
 *
 * @example countedWord('en', 'class.lamb', 1) // 'lamb'
 */
export function countedWord(locale: ReaderLocale, key: string, count: number | string): string {
  const word = labelOr(locale, key, key.slice(key.indexOf('.') + 1));
  return locale === 'en' && Math.abs(Number(count)) === 1 ? labelOr(locale, `one.${key}`, word) : word;
}

function inWords(locale: ReaderLocale, params: Params): Params {
  const words: Record<string, string | number | undefined> = { ...params };
  for (const name of ['class', 'kind']) {
    const value = params[name];
    if (typeof value === 'string') words[name] = labelOr(locale, `${name}.${value}`, value);
  }
  const reason = params['reason'];
  if (typeof reason === 'string' && Object.hasOwn(CATALOGUES[DEFAULT_LOCALE].errors, reason)) {
    words['reason'] = message(locale, reason as AnyCode, { ...params, reason: undefined });
  }
  return words;
}

/** What a `select` in a message sees when its parameter is not given. */
const ABSENT = 'none';
const UNKNOWN = '…';

/** One message, parsed once. Its parameters in a `select` may be absent; the others are then shown as unknown. */
class Message {
  private readonly format: IntlMessageFormat;
  private readonly blank: Readonly<Record<string, string>>;

  constructor(source: string, locale: ReaderLocale) {
    this.format = new IntlMessageFormat(source, locale, undefined, { ignoreTag: true });
    const { plain, selected } = parametersOf(this.format.getAst());
    const entries = [
      ...[...plain].map((p) => [p, UNKNOWN] as const),
      ...[...selected].map((p) => [p, ABSENT] as const),
    ];
    this.blank = Object.fromEntries<string>(entries);
  }

  fill(params: Params): string {
    const values: Record<string, string | number> = { ...this.blank };
    for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') values[name] = value;
    return String(this.format.format(values));
  }
}

const cache = new Map<string, Message>();

function compiled(locale: ReaderLocale, part: Part, key: string): Message {
  const id = `${locale} ${part} ${key}`;
  const known = cache.get(id);
  if (known) return known;
  const source = SOURCES[locale][part]?.[key] ?? (CATALOGUES[DEFAULT_LOCALE][part] as Some)[key] ?? key;
  const made = new Message(source, locale);
  cache.set(id, made);
  return made;
}

/** The parser's numbers for a piece of plain text, and for a choice by a number. */
const [LITERAL, PLURAL] = [0, 6];

type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** The parameters of a message: those that are only inserted or counted, and those a `select` decides by. */
export function parametersOf(ast: Ast): { plain: Set<string>; selected: Set<string> } {
  const plain = new Set<string>();
  const selected = new Set<string>();
  const visit = (elements: Ast): void => {
    for (const element of elements) {
      if ('options' in element) {
        (Number(element.type) === PLURAL ? plain : selected).add(element.value);
        for (const option of Object.values(element.options)) visit(option.value);
      } else if (Number(element.type) !== LITERAL && 'value' in element) plain.add(element.value);
    }
  };
  visit(ast);
  for (const name of selected) plain.delete(name);
  return { plain, selected };
}
