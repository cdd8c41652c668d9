/** What the API takes of jobs. */
import { LOCALES, type Locale } from '../../i18n/locale';
import { Choice, Code, Count, Field } from '../../domain/shape/field';
import { PARTS_MAX } from '../../exports/file-exports.service';
import { OFFERS } from '../../exports/list';

export class ExportInput {
  @Choice([...new Set(OFFERS.map((offer) => offer.what))]) what: string;
  @Choice([...new Set(OFFERS.flatMap((offer) => offer.formats))]) format: string;
  @Code({ optional: true }) season?: string;
  /** Of a season's printed statements, when there are more than one file holds: the first 300, the next, … */
  @Count({ max: PARTS_MAX, optional: true }) part?: number;
  /** Nothing that was recorded later is in the file. */
  @Field({ is: 'instant', optional: true }) asKnown?: string;
  /** Of headings and words in tables. */
  @Choice(LOCALES, { optional: true }) language?: Locale;
}
