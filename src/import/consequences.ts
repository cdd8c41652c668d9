/** Finds refusals that are only consequences of earlier ones. They are not listed, so that a clerk corrects causes. */
import { WORKFLOW_TYPES } from '../domain/book/workflow-lines';
import { DomainError, type ErrorCode } from '../domain/errors';
import { EVENT_KINDS } from '../domain/events/registry';
import { isPlainObject } from '../domain/shape/check';

const SEASON_CODES: ReadonlySet<ErrorCode> = new Set([
  'season_unknown', 'season_gap', 'season_overlap', 'season_not_open', 'no_season', 'before_first_season', 'settlement_failed', 'reversal_too_early',
]); // prettier-ignore

/** What the events of a contract may refuse each other for. */
const MADE_BY_EVENTS = new Set([...EVENT_KINDS.values()].flatMap((kind) => kind.prevents ?? []));

/** What has been refused so far, and whether a later refusal is a consequence. */
export class Consequences {
  /** A line of unknown content was refused: anything may be a consequence. */
  private unreadable = false;
  private readonly refused = new Set<string>();
  /** cooperative/contract -> kinds refused */
  private readonly kinds = new Map<string, Set<string>>();

  /** Remembers a refused line, as far as it can be read. */
  refuse(line: unknown, text: string | undefined): void {
    const known = isPlainObject(line) ? line : guess(text);
    const type = word(known['type']);
    if (type === undefined) this.unreadable = true;
    const cooperative = word(known['cooperative']) ?? word(known['code']) ?? '?';
    this.refused.add(`chain ${cooperative}`);
    if (type === 'cooperative') this.refused.add(`cooperative ${cooperative}`);
    if (type === 'season' || type === 'close') this.refused.add(`seasons ${cooperative}`);
    if (type === 'household') this.refused.add(`household ${cooperative} ${word(known['code']) ?? '?'}`);
    if (type === 'contract') this.refused.add(`contract ${cooperative} ${word(known['number']) ?? '?'}`);
    if (type === 'event') this.refuseEvent(known, cooperative);
    if (WORKFLOW_TYPES.has(type)) this.refused.add(workflowKey(known, cooperative));
  }

  private refuseEvent(known: Record<string, unknown>, cooperative: string): void {
    this.refused.add(`event ${cooperative} ${word(known['id']) ?? '?'}`);
    const contract = `${cooperative}/${word(known['contract']) ?? '?'}`;
    this.kinds.set(contract, (this.kinds.get(contract) ?? new Set()).add(word(known['kind']) ?? '*'));
  }

  /** Whether the error of a well-formed line may be due only to an earlier refused line. */
  follows(line: Readonly<Record<string, unknown>>, error: DomainError): boolean {
    const cooperative = word(line['cooperative']) ?? '?';
    if (error.code === 'chain_mismatch') return this.unreadable || this.refused.has(`chain ${cooperative}`);
    if (error.kind !== 'rule' && error.kind !== 'unknown' && error.kind !== 'stale') return false;
    if (WORKFLOW_TYPES.has(line['type']) && this.changesStatement(line, cooperative)) return true;
    if (this.unreadable) return true;
    if (this.refused.has(`cooperative ${cooperative}`)) return true;
    if (SEASON_CODES.has(error.code) && this.refused.has(`seasons ${cooperative}`)) return true;
    if (error.code === 'household_unknown')
      return this.refused.has(`household ${cooperative} ${String(error.details['household'])}`);
    if (error.code === 'event_unknown')
      return this.refused.has(`event ${cooperative} ${String(error.details['event'])}`);
    if (line['type'] !== 'event') return false;
    if (error.code === 'contract_unknown')
      return this.refused.has(`contract ${cooperative} ${word(line['contract']) ?? '?'}`);
    return this.followsFromEvents(`${cooperative}/${word(line['contract']) ?? '?'}`, error.code);
  }

  /** A statement without refused events has another content, and its steps depend on each other. */
  private changesStatement(line: Readonly<Record<string, unknown>>, cooperative: string): boolean {
    const contract = word(line['contract']) ?? '?';
    return (
      this.kinds.has(`${cooperative}/${contract}`) ||
      this.refused.has(`contract ${cooperative} ${contract}`) ||
      this.refused.has(workflowKey(line, cooperative))
    );
  }

  private followsFromEvents(contract: string, code: ErrorCode): boolean {
    const kinds = [...(this.kinds.get(contract) ?? [])];
    // Everything that happens settles something, or may.
    if (code === 'completion_not_settled') return kinds.length > 0;
    return kinds.some((kind) =>
      kind === '*' ? MADE_BY_EVENTS.has(code) : EVENT_KINDS.get(kind)?.prevents?.includes(code),
    );
  }
}

function workflowKey(line: Readonly<Record<string, unknown>>, cooperative: string): string {
  return `life ${cooperative} ${word(line['season']) ?? '?'} ${word(line['contract']) ?? '?'}`;
}

/** What a line that is not valid JSON seems to be about. */
function guess(text: string | undefined): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of ['type', 'cooperative', 'code', 'number', 'contract', 'id', 'kind']) {
    const match = new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]{1,80})"`).exec(text?.slice(0, 10_000) ?? '');
    if (match) found[key] = match[1];
  }
  return found;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
