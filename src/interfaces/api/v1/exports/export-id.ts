import { ExportNotFound } from '../../../../domain/export/export-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const ExportId = new KnownId((id) => new ExportNotFound(id));
