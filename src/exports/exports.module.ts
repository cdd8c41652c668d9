/** Exports. */
import { Module } from '@nestjs/common';
import { ExportService } from './export.service';
import { MappingService } from './mapping/mapping.service';
import { PackService } from './pack/pack.service';

@Module({
  providers: [ExportService, MappingService, PackService],
  exports: [ExportService, MappingService, PackService],
})
export class ExportsModule {}
