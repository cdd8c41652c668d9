/** Parties: cooperatives and their settings, their households, and the cards of those. */
import { Module } from '@nestjs/common';
import { CardDoor } from './card-door';
import { Cards } from './cards';
import { NoticeSettingsService } from './notice-names';

@Module({ providers: [Cards, CardDoor, NoticeSettingsService], exports: [Cards, CardDoor, NoticeSettingsService] })
export class PartiesModule {}
