/** The one list of everything that can be exported; files, jobs, pages, API and command line follow from it. */
import type { UserRole } from '../identity/viewer';

export interface Export {
  /** The first is what the command line writes when none is named. */
  readonly formats: readonly [string, ...string[]];
  /** About one season and no more, or of none: the trail goes on through all of them. Paper is about one season in any case. */
  readonly season?: 'one' | 'none';
  /** Who may have it; everybody who may ask for files when absent. */
  readonly roles?: readonly UserRole[];
}

const TABLE = ['csv', 'xlsx', 'jsonl'] as const;
/** What holds the trail of who did what is for those who may read it. */
const FOR_AUDITORS = ['auditor', 'administrator'] as const;

/** By name: its table is called `table.<name>` in the catalogues, and `export.<name>` in those of the pages. */
export const EXPORTS = {
  lines: { formats: ['csv', 'jsonl'] },
  book: { formats: ['jsonl'] },
  hledger: { formats: ['journal'] },
  beancount: { formats: ['beancount'] },
  entries: { formats: ['csv', 'jsonl', 'xlsx'] },
  statements: { formats: ['pdf', 'xlsx', 'csv', 'jsonl'] },
  notice: { formats: ['pdf'] },
  balances: { formats: TABLE },
  arrears: { formats: TABLE },
  members: { formats: TABLE },
  feed: { formats: TABLE },
  losses: { formats: TABLE },
  pack: { formats: ['zip'], season: 'one', roles: FOR_AUDITORS },
  vouchers: { formats: TABLE, season: 'one' },
  trail: { formats: ['csv', 'jsonl', 'xlsx'], season: 'none', roles: FOR_AUDITORS },
} as const satisfies Readonly<Record<string, Export>>;

type Paper = 'pdf' | 'zip';
type List = typeof EXPORTS;
export type ExportName = keyof List;
/** What is read from the book piece by piece; paper and packs are made otherwise. */
export type ExportWhat = { [N in ExportName]: Exclude<List[N]['formats'][number], Paper> extends never ? never : N }[ExportName]; // prettier-ignore
/** What is a table. */
export type TableExport = { [N in ExportName]: 'csv' extends List[N]['formats'][number] ? N : never }[ExportName];

/** What can be had as a file, with its formats; `needsSeason` is about one season. */
export interface Offer {
  readonly what: ExportName;
  readonly formats: readonly string[];
  readonly needsSeason: boolean;
  readonly isWhole: boolean;
  readonly roles?: readonly UserRole[];
}

const isPaper = (format: string): boolean => format === 'pdf' || format === 'zip';

function offersOf(isMeant: (format: string) => boolean, needsSeason: boolean): Offer[] {
  return Object.entries<Export>(EXPORTS).flatMap(([what, { formats, season, roles }]) => {
    const meant = formats.filter(isMeant);
    if (meant.length === 0) return [];
    return [{
      what: what as ExportName, formats: meant, needsSeason: needsSeason || season === 'one', isWhole: season === 'none',
      ...(roles ? { roles } : {}),
    }]; // prettier-ignore
  });
}

const READ = offersOf((format) => !isPaper(format), false);
/** Paper first. */
export const OFFERS: readonly Offer[] = [...offersOf(isPaper, true), ...READ];

/** What is read piece by piece, with its formats. */
export const EXPORT_FORMATS = Object.fromEntries(READ.map(({ what, formats }) => [what, formats])) as Readonly<Record<ExportWhat, readonly string[]>>; // prettier-ignore

/** Who may have a file, of those who may ask for any: all of them when undefined. */
export function rolesOfFile(what: string | undefined): readonly UserRole[] | undefined {
  return OFFERS.find((offer) => offer.what === what)?.roles;
}
