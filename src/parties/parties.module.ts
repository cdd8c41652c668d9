/** Parties: cooperatives with their settings, households, and herders' cards. */
import { Module } from '@nestjs/common';
import { CardSignInService } from './card-sign-in.service';
import { Cards } from './cards.service';
import { NoticeSettingsService } from './notice-names.service';

@Module({
  providers: [Cards, CardSignInService, NoticeSettingsService],
  exports: [Cards, CardSignInService, NoticeSettingsService],
})
export class PartiesModule {}
