import { ImportNotFound } from '../../../../domain/import/import-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const ImportId = new KnownId((id) => new ImportNotFound(id));
