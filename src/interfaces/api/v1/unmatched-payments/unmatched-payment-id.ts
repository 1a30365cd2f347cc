import { UnmatchedPaymentNotFound } from '../../../../domain/payment/payment-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const UnmatchedPaymentId = new KnownId((id) => new UnmatchedPaymentNotFound(id));
