import type { ReceiptEntry, ReceiptSubject } from '../../domain/receipt/receipt.js';

/** The numbers of receipts, and what else one says that the booking itself doesn’t know. Within a transaction. */
export interface ReceiptBook {
  /** Throws PaymentNotFound and RefundNotFound. */
  entry(subject: ReceiptSubject): Promise<ReceiptEntry>;
  /** The payment that a refund gave back of. Throws RefundNotFound. */
  paymentOf(refund: string): Promise<string>;
}
