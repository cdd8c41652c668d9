/** All migrations, oldest first; the same for both databases. */
import { Doors1764000000015 } from './1764000000015-doors';
import { Init1764000000000 } from './1764000000000-init';
import { Invitations1764000000003 } from './1764000000003-invitations';
import { Jobs1764000000005 } from './1764000000005-jobs';
import { StatementLife1764000000004 } from './1764000000004-statement-life';
import { People1764000000002 } from './1764000000002-people';
import { PostingMapping1764000000010 } from './1764000000010-posting-mapping';
import { MappingChain1764000000011 } from './1764000000011-mapping-chain';
import { TrailChain1764000000012 } from './1764000000012-trail-chain';
import { RunsAreJobs1764000000013 } from './1764000000013-runs-are-jobs';
import { RoleOffers1764000000014 } from './1764000000014-role-offers';
import { Receipts1764000000019 } from './1764000000019-receipts';
import { TermsStay1764000000001 } from './1764000000001-terms-stay';

export const migrations = [
  Init1764000000000,
  TermsStay1764000000001,
  People1764000000002,
  Invitations1764000000003,
  StatementLife1764000000004,
  Jobs1764000000005,
  PostingMapping1764000000010,
  MappingChain1764000000011,
  TrailChain1764000000012,
  RunsAreJobs1764000000013,
  RoleOffers1764000000014,
  Doors1764000000015,
  Receipts1764000000019,
];
