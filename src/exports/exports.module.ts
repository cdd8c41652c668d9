/** Exports. */
import { Module } from '@nestjs/common';
import { readEnvironment } from '../config/environment';
import { ExportService } from './export.service';
import { PdfService } from './pdf/pdf.service';

@Module({
  providers: [ExportService, { provide: PdfService, useFactory: () => new PdfService(readEnvironment().fontFolder) }],
  exports: [ExportService, PdfService],
})
export class ExportsModule {}
