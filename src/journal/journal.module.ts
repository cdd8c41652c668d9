/** The journal: the only way to append to the chain. */
import { Module } from '@nestjs/common';
import { BookWriter } from './book-writer';

@Module({ providers: [BookWriter], exports: [BookWriter] })
export class JournalModule {}
