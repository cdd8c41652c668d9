/** Parties: cooperatives and their settings, their households, and the cards of those. */
import { Module } from '@nestjs/common';
import { Cards } from './cards';
import { NoticeSettingsService } from './notice-names';

@Module({ providers: [Cards, NoticeSettingsService], exports: [Cards, NoticeSettingsService] })
export class PartiesModule {}
