import { CustomerNotFound } from '../../../../domain/customer/wallet-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const CustomerId = new KnownId((id) => new CustomerNotFound(id));
