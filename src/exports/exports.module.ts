/** Exports. */
import { Module, type DynamicModule } from '@nestjs/common';
import { ExportService } from './export.service';
import { FileExports } from './file-exports.service';
import { MappingService } from '../mapping/mapping.service';
import { PackService } from './pack/pack.service';
import { PdfService } from './pdf/pdf.service';

@Module({})
export class ExportsModule {
  /** @param fontFolder fonts for characters that the packaged ones lack */
  static of(fontFolder?: string): DynamicModule {
    const services = [ExportService, MappingService, PackService, FileExports];
    const pdf = { provide: PdfService, useFactory: () => new PdfService(fontFolder) };
    return { module: ExportsModule, providers: [...services, pdf], exports: [...services, PdfService], global: true };
  }
}
