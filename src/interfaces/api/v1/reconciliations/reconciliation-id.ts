import { ReconciliationNotFound } from '../../../../application/reconciliation/reconciliation-requests.port.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const ReconciliationId = new KnownId((id) => new ReconciliationNotFound(id));
