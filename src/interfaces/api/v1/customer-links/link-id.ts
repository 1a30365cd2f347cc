import { LinkNotFound } from '../../../../domain/customer-link/customer-link-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const LinkId = new KnownId(() => new LinkNotFound());
