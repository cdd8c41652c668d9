/** Feed return: the household brings feed back; the opposite of an issue. */
import { checkFeedSlip, feedEffects, feedGoods, feedShare, FeedSlip } from './feed-issue';
import { defineKind } from './kind';

/** In the statement's line `feed`, with the opposite sign of an issue (docs/rules.md sections 6 and 9). */
export const feedReturn = defineKind<FeedSlip>({
  kind: 'feed_return',
  payload: FeedSlip,
  carried: ['item', 'unit', 'kgPerUnit', 'unitPrice', 'householdShare'],
  prevents: ['credit_limit'],
  approval: false,
  afterCompletion: false,
  check: checkFeedSlip,
  share: feedShare,
  goods: (slip) => feedGoods(slip, -1),
  effects: (event, valuation) => feedEffects(event, valuation, -1),
});
