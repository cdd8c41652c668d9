/** Which records of the chain the rows of the trail tell of: by their places, and by what they are about. */
import { ACTOR_LENGTH_MAX } from '../../audit/audit.queries';

/** A row of the trail, as far as it tells of records. */
export interface NamingRow {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly after: string | null;
}

/** A line of the book; of what is looked at here all values are texts. */
export type Line = Readonly<Record<string, string | undefined>>;

/** What `after` says of records. */
interface NamedContent {
  readonly seq?: number;
  readonly first?: number;
  readonly last?: number;
  readonly proposal?: number;
  /** What was proposed. */
  readonly action?: string;
}

/** The rows that make records, and may name their places; in `after` of others such keys mean something else. */
const MAKING =
  /^(cooperative_added|household_added|season_(added|presented|closed)|event_(recorded|corrected)|proposal_approved|statement_(presented|confirmed|disputed|answered|signed)|book_imported)$/;

export function contentOf({ action: done, after }: NamingRow): NamedContent {
  try {
    const content = (JSON.parse(after ?? '{}') as NamedContent | null) ?? {};
    const { seq: _seq, first: _first, last: _last, ...others } = content;
    return MAKING.test(done) ? content : others;
  } catch {
    return {};
  }
}

/** What a record is known by, where the trail does not name its place. */
export function keyOf(type: string, line: Line): string {
  switch (type) {
    case 'event':
      return `event ${line['id']}`;
    case 'statement':
    case 'signature': {
      const done = type === 'signature' ? 'signed' : line['answer'] === undefined ? line['state'] : 'answered';
      return `statement_${done} ${line['season']}/${line['contract']} ${line['at']} ${line['by']?.slice(0, ACTOR_LENGTH_MAX)}`;
    }
    default:
      return `${type} ${line['code'] ?? line['number'] ?? line['season']}`;
  }
}

/** The records that a row without their places tells of. */
export function keysOf({ action, subject, at, actor }: NamingRow, proposed: string | undefined): readonly string[] {
  switch (action) {
    case 'cooperative_added':
    case 'season_added':
    case 'household_added':
      return [`${action.slice(0, -'_added'.length)} ${subject}`];
    case 'event_recorded':
    case 'event_corrected':
      return [`event ${subject}`];
    case 'proposal_approved':
      return proposed !== undefined && proposed in TYPES ? [`${TYPES[proposed]} ${subject}`] : [];
    case 'season_closed':
      return [`close ${subject}`];
    case 'statement_signed':
    case 'statement_presented':
    case 'statement_confirmed':
    case 'statement_disputed':
    case 'statement_answered':
      return [`${action} ${subject} ${at} ${actor}`];
    default:
      return [];
  }
}

/** What comes of a proposal, by its action. */
const TYPES: Readonly<Record<string, string>> = {
  record_event: 'event',
  correct_event: 'event',
  activate_contract: 'contract',
  close_season: 'close',
};
