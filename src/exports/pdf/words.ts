/** Words for paper: in Chinese, with English under it, or in English alone. */
import type { Locale } from '../../i18n/locale';
import { label, labelOr, text, type LabelKey, type Params, type TextKey } from '../../i18n/messages';

export const PDF_LANGUAGES = ['zh+en', 'zh', 'en'] as const;
export type PdfLanguage = (typeof PDF_LANGUAGES)[number];

/** The same in the first language, `a`, and where there is one in the second, `b`. */
export interface Words {
  readonly a: string;
  readonly b?: string;
}

/** What a document says: its title and whose it is, and what its template asks for besides. */
export interface DocumentBody {
  readonly title: string;
  readonly cooperative: string;
  readonly [key: string]: unknown;
}

/** Says everything of a document in its languages. */
export class Wording {
  private readonly first: Locale;
  private readonly second: Locale | undefined;

  constructor(readonly language: PdfLanguage) {
    this.first = language === 'en' ? 'en' : 'zh-CN';
    this.second = language === 'zh+en' ? 'en' : undefined;
  }

  /** What `say` gives in each language; the second is left out where it says the same. */
  both(say: (locale: Locale) => string): Words {
    const a = say(this.first);
    const b = this.second === undefined ? a : say(this.second);
    return a === b ? { a } : { a, b };
  }

  label(key: LabelKey): Words {
    return this.both((locale) => label(locale, key));
  }

  labelOr(key: string, otherwise: string): Words {
    return this.both((locale) => labelOr(locale, key, otherwise));
  }

  text(key: TextKey, params?: Params): Words {
    return this.both((locale) => text(locale, key, params));
  }

  /** Labels by the last part of their keys: `labels('pdf', ['season'])` is `{ season: … }`. */
  labels<K extends string>(prefix: string, names: readonly K[]): Record<K, Words> {
    return Object.fromEntries(names.map((name) => [name, this.labelOr(`${prefix}.${name}`, name)])) as Record<K, Words>;
  }
}
