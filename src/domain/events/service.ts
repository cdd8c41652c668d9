/** Service: technical service (vaccination, shearing, ...) whose cost is shared. */
import { Item, Money, Percent } from '../shape/field';
import { defineKind } from './kind';
import { sharedCost } from './shared-cost';

export class Service {
  @Item() item: string;
  @Money() amount: string;
  @Percent({ optional: true }) householdShare?: string;
}

/** The household pays 0 % unless the event or the terms say otherwise (docs/rules.md sections 4 and 6). */
export const service = defineKind<Service>({
  kind: 'service',
  payload: Service,
  approval: false,
  afterCompletion: false,
  effects: (event, { terms }) =>
    sharedCost('services', event.amount, event.householdShare ?? terms.services?.householdShare ?? '0'),
});
