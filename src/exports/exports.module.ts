/** Exports. */
import { Module } from '@nestjs/common';
import { ExportService } from './export.service';
import { PackService } from './pack/pack.service';

@Module({ providers: [ExportService, PackService], exports: [ExportService, PackService] })
export class ExportsModule {}
