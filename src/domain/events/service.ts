/** Service: technical service (vaccination, shearing, ...) whose cost is shared. */
import { Item, Money, Percent } from '../shape/field';
import type { Terms } from '../terms/terms';
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
  carried: ['item', 'householdShare'],
  approval: false,
  afterCompletion: false,
  share,
  goods: ({ item }) => ({ item }),
  effects: (event, { terms }) => sharedCost('services', event.amount, event.householdShare ?? share(terms)),
});

function share({ services }: Terms): string {
  return services?.householdShare ?? '0';
}
