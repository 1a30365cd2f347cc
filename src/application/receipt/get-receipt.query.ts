import { Query } from '@nestjs/cqrs';
import type { Receipt, ReceiptSubject } from '../../domain/receipt/receipt.js';
import type { BusinessDetails } from '../../domain/settings/business-details.js';

export interface ReceiptView extends Receipt {
  /** As the business is described now. */
  readonly contact: BusinessDetails;
}

/** A receipt as it reads now. Throws NoReceipt, PaymentNotFound, RefundNotFound. */
export class GetReceipt extends Query<ReceiptView> {
  constructor(readonly subject: ReceiptSubject) {
    super();
  }
}
