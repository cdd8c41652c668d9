/** Parties: cooperatives, their households, and the cards of those. */
import { Module } from '@nestjs/common';
import { Cards } from './cards';

@Module({ providers: [Cards], exports: [Cards] })
export class PartiesModule {}
