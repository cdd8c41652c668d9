/** Exports. */
import { Module } from '@nestjs/common';
import { readEnvironment } from '../config/environment';
import { ExportService } from './export.service';
import { FileExports } from './file-exports.service';
import { MappingService } from '../mapping/mapping.service';
import { PackService } from './pack/pack.service';
import { PdfService } from './pdf/pdf.service';

const PDF = { provide: PdfService, useFactory: () => new PdfService(readEnvironment().fontFolder) };

@Module({
  providers: [ExportService, MappingService, PackService, PDF, FileExports],
  exports: [ExportService, MappingService, PackService, PdfService, FileExports],
})
export class ExportsModule {}
