/** Approvals: proposals, the actions they run, and when a second person is needed. */
import { Module } from '@nestjs/common';
import { ActionRegistry } from './actions';
import { Proposals } from './proposals.service';
import { ApprovalSettingsService } from './settings.service';

@Module({
  providers: [ActionRegistry, Proposals, ApprovalSettingsService],
  exports: [ActionRegistry, Proposals, ApprovalSettingsService],
})
export class ApprovalsModule {}
