/** The texts of one language, for whoever puts sentences together: pages, files and printed papers. */
import type { Params } from './messages';
import { pageText, pageTextOr, pageWord, type PageKey, type PageLocale } from './pages';

export interface Speaker {
  readonly locale: PageLocale;
  /** A text of the pages. */
  readonly t: (key: PageKey, params?: Params) => string;
  /** A text whose key is made of data. */
  readonly tOr: (key: string, otherwise: string) => string;
  /** A word of the trade. */
  readonly word: (key: string, otherwise?: string) => string;
}

/** @example speakerOf('en').word('class.ewe') // 'ewes' */
export function speakerOf(locale: PageLocale): Speaker {
  return {
    locale,
    t: (key, params) => pageText(locale, key, params),
    tOr: (key, otherwise) => pageTextOr(locale, key, otherwise),
    word: (key, otherwise) => pageWord(locale, key, otherwise),
  };
}
