import { PaymentNotFound } from '../../../../domain/payment/payment-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const PaymentId = new KnownId((id) => new PaymentNotFound(id));
