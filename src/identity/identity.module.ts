/** Identity: who may sign in and as what. */
import { Module } from '@nestjs/common';
import { Sessions } from './sessions';

@Module({ providers: [Sessions], exports: [Sessions] })
export class IdentityModule {}
