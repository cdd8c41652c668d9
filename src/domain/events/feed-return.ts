/** Feed return: feed comes back; the opposite of an issue. */
import { checkFeedSlip, feedEffects, FeedSlip } from './feed-issue';
import { defineKind } from './kind';

/** Counts in the statement's `feed`, with the opposite sign (docs/rules.md sections 6 and 9). */
export const feedReturn = defineKind<FeedSlip>({
  kind: 'feed_return',
  payload: FeedSlip,
  approval: false,
  afterCompletion: false,
  check: checkFeedSlip,
  effects: (event, valuation) => feedEffects(event, valuation, -1),
});
