/** Gathers the slips of the events that were recorded last. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import { DomainError } from '../../../domain/errors';
import { EVENT_KINDS } from '../../../domain/events/registry';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Scope } from '../../../parties/scope';
import { lastSlips, type SlipFilter } from '../../../slips/last-slips.queries';
import type { SlipKey } from '../../../slips/slip.service';
import { debtsOf } from '../../../contracts/debts.queries';
import type { SlipsView } from './slips.view';

const PAGE = 50;
const CONTRACT = new CodePipe('contract');
const EVENT = new CodePipe('event', 64);

@Injectable()
export class SlipsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * @param query `kind`, `print` (`new`: never printed), `after`
   * @throws DomainError page_invalid
   */
  async list(scope: Scope, query: Readonly<Record<string, string>>): Promise<SlipsView> {
    const { after } = query;
    const begin = after === undefined ? {} : { before: Number(decodeCursor(after, ['integer'])[0]) };
    const { slips, next } = await lastSlips(this.reads, scope, { ...slipFilter(query), ...begin, limit: PAGE });
    const debts = await debtsOf(this.reads, scope.cooperativeId, slips.map((slip) => slip.contract)); // prettier-ignore
    return { today: this.clock.today(), slips, debts, ...(next === undefined ? {} : { next: encodeCursor([next]) }) };
  }
}

function slipFilter({ kind, print }: Readonly<Record<string, string>>): Omit<SlipFilter, 'limit'> {
  const known = kind !== undefined && EVENT_KINDS.has(kind) ? kind : undefined;
  return { ...(known === undefined ? {} : { kind: known }), ...(print === 'new' ? { isNew: true } : {}) };
}

/**
 * The slips that were ticked, a line each: `C-1/e-7`. Ticked twice, a slip is printed once.
 *
 * @throws DomainError choice_invalid for more than a page has, code_invalid
 */
export function slipsTicked(text: string | undefined): SlipKey[] {
  const ticked = (text ?? '').split('\n').filter((line) => line !== '');
  if (ticked.length > PAGE) throw new DomainError('choice_invalid', { value: String(ticked.length) }, 'slip');
  const keys = ticked.map((line): SlipKey => {
    const [contract = '', ...event] = line.split('/');
    return { contract: CONTRACT.transform(contract), event: EVENT.transform(event.join('/')) };
  });
  return [...new Map(keys.map((key) => [`${key.contract}/${key.event}`, key])).values()];
}
