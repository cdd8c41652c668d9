/** All checks of a cooperative's book, in their order: the first fault that is found is told. A feature adds its own here. */
import { proposalsCheck } from '../approvals/proposals.verify';
import { filesCheck } from '../attachments/attachments.verify';
import { namedRecordsCheck } from '../exports/pack/named-records.verify';
import { accountsCheck, totalsCheck } from '../journal/chain.verify';
import { mappingCheck } from '../mapping/mapping.verify';
import { cardsCheck } from '../parties/cards.verify';
import type { Check } from '../parties/check';
import { settingsCheck } from '../parties/settings.verify';
import { statementsCheck } from '../seasons/statements.verify';
import { slipsCheck } from '../slips/slips.verify';
import { draftsCheck } from '../statements/drafts.verify';
import { workflowCheck } from '../statements/workflow.verify';
import { approvalsCheck } from './approvals.verify';
import { chainCheck, type VerifyContext } from './chain.check';

export const CHECKS: readonly Check<VerifyContext>[] = [
  chainCheck,
  totalsCheck,
  accountsCheck,
  mappingCheck,
  workflowCheck,
  statementsCheck,
  draftsCheck,
  slipsCheck,
  cardsCheck,
  settingsCheck,
  proposalsCheck,
  approvalsCheck,
  namedRecordsCheck,
  filesCheck,
];

/** Tables whose rows belong to a cooperative, or to people, by their chain: the trail is checked before all else. */
export const TRAIL_TABLES = ['audit_event', 'trail_head'];
