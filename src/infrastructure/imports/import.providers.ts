import type { Provider } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { CsvFiles } from '../../application/import/csv-files.port.js';
import { EmailRule } from '../../application/shared/email-rule.port.js';
import { CsvParseFiles } from './csv-parse-files.js';
import { CheckImportJob, WriteImportJob } from './import-jobs.js';
import { ImportRowsKeeper } from './import-rows-keeper.js';

export const IMPORT_PROVIDERS: Provider[] = [
  { provide: CsvFiles, useClass: CsvParseFiles },
  { provide: EmailRule, useValue: { isEmail: (text) => isEmail(text) } satisfies EmailRule },
  CheckImportJob,
  WriteImportJob,
  ImportRowsKeeper,
];
