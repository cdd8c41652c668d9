/** Exports. */
import { Module } from '@nestjs/common';
import { readEnvironment } from '../config/environment';
import { ExportService } from './export.service';
import { PackService } from './pack/pack.service';
import { PdfService } from './pdf/pdf.service';

@Module({
  providers: [
    ExportService,
    PackService,
    { provide: PdfService, useFactory: () => new PdfService(readEnvironment().fontFolder) },
  ],
  exports: [ExportService, PackService, PdfService],
})
export class ExportsModule {}
