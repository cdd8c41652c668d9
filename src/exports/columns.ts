/** Columns with the headings of the message catalogues. */
import type { Locale } from '../i18n/locale';
import { label, type LabelKey } from '../i18n/messages';
import type { CellType, Column } from './table';

type ColumnKey = LabelKey extends infer K ? (K extends `column.${infer Name}` ? Name : never) : never;

/** Key, type and, for `words` and `truth`, where their labels are; `total` adds the column up. */
export type ColumnSpec = readonly [key: ColumnKey, type: CellType, more?: string];

export function columns(locale: Locale, specs: readonly ColumnSpec[]): Column[] {
  return specs.map(([key, type, more]) => ({
    key,
    header: label(locale, `column.${key}`),
    type,
    ...(type === 'words' || type === 'truth' ? { words: more ?? key } : {}),
    ...(more === 'total' ? { total: true } : {}),
  }));
}
