/** The list of all event kinds; adding a kind is its file and a line here. */
import { adjustment } from './adjustment';
import { amendment } from './amendment';
import { cashIn } from './cash-in';
import { cashOut } from './cash-out';
import { claim } from './claim';
import { classChange } from './class-change';
import { completion } from './completion';
import { conversion } from './conversion';
import { count } from './count';
import { death } from './death';
import { depositIn } from './deposit-in';
import { depositOut } from './deposit-out';
import { feedIssue } from './feed-issue';
import { feedReturn } from './feed-return';
import { handover } from './handover';
import type { EventKind } from './kind';
import { lambReturn } from './lamb-return';
import { lambing } from './lambing';
import { penalty } from './penalty';
import { premium } from './premium';
import { reversal } from './reversal';
import { sale } from './sale';
import { service } from './service';
import { takeBack } from './take-back';
import { termination } from './termination';
import { waiver } from './waiver';

/** In the order of docs/rules.md section 6, which forms follow. */
export const EVENT_KINDS: ReadonlyMap<string, EventKind> = new Map(
  [
    handover, takeBack, lambing, death, classChange, count, lambReturn, feedIssue, feedReturn, service, premium, claim, sale,
    cashIn, cashOut, depositIn, depositOut, penalty, adjustment, waiver, conversion, amendment, termination, completion, reversal,
  ].map((kind) => [kind.kind, kind]), // prettier-ignore
);
