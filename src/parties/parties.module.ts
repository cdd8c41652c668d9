/** Parties: cooperatives and their settings, their households, and the cards of those. */
import { Module } from '@nestjs/common';
import { CardDoor } from './card-sign-in.service';
import { Cards } from './cards.service';
import { NoticeSettingsService } from './notice-names.service';

@Module({ providers: [Cards, CardDoor, NoticeSettingsService], exports: [Cards, CardDoor, NoticeSettingsService] })
export class PartiesModule {}
