/** Feed return: the household brings feed back; the opposite of an issue. */
import { checkFeedSlip, feedEffects, FeedSlip } from './feed-issue';
import { defineKind } from './kind';

/** In the statement's line `feed`, with the opposite sign of an issue (docs/rules.md sections 6 and 9). */
export const feedReturn = defineKind<FeedSlip>({
  kind: 'feed_return',
  payload: FeedSlip,
  approval: false,
  afterCompletion: false,
  check: checkFeedSlip,
  effects: (event, valuation) => feedEffects(event, valuation, -1),
});
