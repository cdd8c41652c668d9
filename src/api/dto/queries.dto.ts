/** Query strings that several routes share; their values arrive as texts. */
import { PROPOSAL_STATES, type ProposalState } from '../../approvals/proposals.queries';
import { DomainError } from '../../domain/errors';
import { Choice, Code, DateText, Field, Text } from '../../domain/shape/field';
import {
  DEFAULT_PAGE_LIMIT,
  MAX_PAGE_LIMIT,
  decodeCursor,
  pageLimit,
  type PageKey,
  type PageKeyShape,
} from '../../common/paging';
import { Shown } from '../../domain/shape/view';

export class PageQuery {
  @Text(1000, { optional: true }) cursor?: string;
  @Shown({ type: 'integer', minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT }, { optional: true })
  @Text(3, { optional: true })
  limit?: string;
}

export class ContractsQuery extends PageQuery {
  @Code({ optional: true }) household?: string;
  @Choice(['draft', 'active'], { optional: true }) state?: 'draft' | 'active';
}

export class ProposalsQuery extends PageQuery {
  @Choice(PROPOSAL_STATES, { optional: true }) state?: ProposalState;
  @Code({ optional: true }) contract?: string;
}

export class MomentQuery {
  @DateText({ optional: true }) on?: string;
  @Field({ is: 'instant', optional: true }) asKnown?: string;
}

export class StatementsQuery extends PageQuery {
  @Code() season: string;
}

/** Where a page begins and how long it is. */
export interface PageAsked {
  readonly limit: number;
  /** The key after which the page begins; undefined on the first. */
  readonly after?: PageKey;
}

/** @throws DomainError page_invalid */
export function pageAsked(query: PageQuery, shape: PageKeyShape): PageAsked {
  const limit = pageLimit(query.limit);
  return query.cursor === undefined ? { limit } : { limit, after: decodeCursor(query.cursor, shape) };
}

const MAX_ID = 2_147_483_647;

/**
 * The id after which a page begins. A cursor that nobody gave out may name any number; the ids of rows are 32 bits.
 *
 * @param first where the first page begins
 */
export function idAfter({ after }: PageAsked, first = 0): number {
  return Math.min(Math.max(Number(after?.[0] ?? first), 0), MAX_ID);
}

/** Where a list that is read backwards begins. */
export const BEFORE_ALL = MAX_ID;

/** @throws DomainError field_not_allowed: an event's id is its body's or its header's, not two different ones */
export function eventIdOf(body: Record<string, unknown>, idempotencyKey: string | undefined): Record<string, unknown> {
  if (idempotencyKey === undefined) return body;
  if (body['id'] !== undefined && body['id'] !== idempotencyKey) throw new DomainError('field_not_allowed', {}, 'id');
  return { ...body, id: idempotencyKey };
}
