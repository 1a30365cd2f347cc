import type { Provider } from '@nestjs/common';
import { ExportFiles } from '../../../application/export/export-files.port.js';
import { ExportSource } from '../../../application/export/export-source.port.js';
import { GetExportHandler } from './get-export.handler.js';
import { ListExportsHandler } from './list-exports.handler.js';
import { PostgresExportFiles } from './postgres-export-files.js';
import { PostgresExportSource } from './postgres-export-source.js';
import { WriteExportJob } from './write-export.job.js';

export const EXPORT_PROVIDERS: Provider[] = [
  { provide: ExportFiles, useClass: PostgresExportFiles },
  { provide: ExportSource, useClass: PostgresExportSource },
  GetExportHandler,
  ListExportsHandler,
  WriteExportJob,
];
