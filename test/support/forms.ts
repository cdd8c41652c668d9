/** The forms of a page as data, to be filled in and sent as a browser would. */

export interface FormField {
  readonly name: string;
  readonly value: string;
  /** Anything may be typed: texts, codes, and lists of them by lines. */
  readonly isFree: boolean;
  /** What kind of field its shape says it is; undefined where it has none. */
  readonly kind: string | undefined;
  readonly isRequired: boolean;
  /** Of a list to choose from. */
  readonly options?: readonly string[];
}

export interface PageForm {
  readonly action: string | undefined;
  readonly method: string | undefined;
  readonly fields: readonly FormField[];
}

/** What stands in a tag; a `>` within quotes does not end it. */
const TAG = /(?:[^>"]|"[^"]*")*/.source;
const FORM = new RegExp(`<form\\b(${TAG})>(.*?)</form>`, 'gs');
const FIELD = new RegExp(`<(input|textarea|select)\\b(${TAG})>(?:(.*?)</\\1>)?`, 'gs');
const OPTION = new RegExp(`<option\\b(${TAG})>`, 'g');
const FREE = new Set([undefined, 'text', 'code', 'list']);

/** Every form of a page. */
export function formsOf(html: string): PageForm[] {
  return [...html.matchAll(FORM)].map(([, tag = '', inner = '']) => ({
    action: attribute(tag, 'action'),
    method: attribute(tag, 'method'),
    fields: fieldsOf(inner),
  }));
}

/** The form of a page that has a field of that name. */
export function formWith(html: string, name: string): PageForm {
  const form = formsOf(html).find(({ fields }) => fields.some((field) => field.name === name));
  if (!form) throw new Error(`no form with ${name}`);
  return form;
}

function fieldsOf(html: string): FormField[] {
  const found = html.matchAll(FIELD);
  return [...found].flatMap(([, element, tag = '', inner = '']): FormField[] => {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    if (name === undefined || type === 'checkbox') return [];
    const kind = attribute(tag, 'data-field');
    const about = { name, kind, isRequired: /\brequired\b/.test(tag) };
    if (element === 'select') {
      const options = [...inner.matchAll(OPTION)].map(([, option = '']) => option);
      const chosen = options.find((option) => /\bselected\b/.test(option)) ?? '';
      const values = options.map((option) => attribute(option, 'value') ?? '');
      return [{ ...about, value: attribute(chosen, 'value') ?? '', isFree: false, options: values }];
    }
    const value = element === 'textarea' ? decoded(inner).replace(/^\n/, '') : (attribute(tag, 'value') ?? '');
    return [{ ...about, value, isFree: type === 'text' && FREE.has(kind) && !/\breadonly\b/.test(tag) }];
  });
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decoded(value);
}

function decoded(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
