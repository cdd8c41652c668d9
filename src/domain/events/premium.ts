/** Premium: an insurance premium whose cost is shared. */
import { Money, Percent } from '../shape/field';
import type { Terms } from '../terms/terms';
import { defineKind } from './kind';
import { sharedCost } from './shared-cost';

export class Premium {
  @Money() amount: string;
  @Percent({ optional: true }) householdShare?: string;
}

/** The household pays 100 % unless the event or the terms say otherwise (docs/rules.md sections 4 and 6). */
export const premium = defineKind<Premium>({
  kind: 'premium',
  payload: Premium,
  carried: ['householdShare'],
  approval: false,
  afterCompletion: false,
  share,
  effects: (event, { terms }) => sharedCost('insurance', event.amount, event.householdShare ?? share(terms)),
});

function share({ insurance }: Terms): string {
  return insurance?.householdShare ?? '100';
}
