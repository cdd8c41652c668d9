/** Attached files. */
import { Module, type DynamicModule } from '@nestjs/common';
import { filesFolder } from '../config/files-folder';
import type { OpenDatabase } from '../database/data-source';
import { ContractsModule } from '../contracts/contracts.module';
import { AttachmentsService } from './attachments.service';
import { FileStore } from './file-store';

@Module({})
export class AttachmentsModule {
  /** @param database the book whose files they are */
  static of(database: Pick<OpenDatabase, 'file'>): DynamicModule {
    return {
      module: AttachmentsModule,
      global: true,
      imports: [ContractsModule],
      providers: [{ provide: FileStore, useValue: new FileStore(filesFolder(database.file)) }, AttachmentsService],
      exports: [FileStore, AttachmentsService],
    };
  }
}
