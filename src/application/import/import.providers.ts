import type { Provider } from '@nestjs/common';
import { CancelImportHandler } from './cancel-import.command.js';
import { ChangeImportReadingHandler } from './change-import-reading.command.js';
import { CheckImportHandler } from './check-import.command.js';
import { ForgetImportRowsHandler } from './forget-import-rows.command.js';
import { RowsWithErrors } from './rows-with-errors.js';
import { StartImportHandler } from './start-import.command.js';
import { UploadImportHandler } from './upload-import.command.js';
import { WriteImportHandler } from './write-import.command.js';

export const IMPORT_USE_CASES: Provider[] = [
  UploadImportHandler,
  ChangeImportReadingHandler,
  CheckImportHandler,
  StartImportHandler,
  WriteImportHandler,
  CancelImportHandler,
  ForgetImportRowsHandler,
  RowsWithErrors,
];
