/** Parties: cooperatives, their households, and the cards of those. */
import { Module } from '@nestjs/common';
import { CardDoor } from './card-door';
import { Cards } from './cards';

@Module({ providers: [Cards, CardDoor], exports: [Cards, CardDoor] })
export class PartiesModule {}
