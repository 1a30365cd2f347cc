import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { GetReceipt, type ReceiptView } from '../../../application/receipt/get-receipt.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { receiptOf } from '../../../domain/receipt/receipt.js';
import { bookingFrom, type StoredBooking } from '../booking/booking-rows.js';
import { paymentFrom, paymentsAsJson, type PaymentRow } from '../payment/payment-rows.js';
import { settingsFrom, type SettingsRow } from '../settings/postgres-settings-repository.js';
import { entryOf, idOf, notFound, receiptEntryFrom, type ReceiptEntryRow } from './postgres-receipt-book.js';

interface ReceiptRow extends StoredBooking {
  readonly entry: ReceiptEntryRow;
  readonly settings: SettingsRow;
  readonly payments: readonly PaymentRow[];
}

/** Through the aggregate, as the receipt that is mailed: what stands on paper and in the mail is one and the same. */
@QueryHandler(GetReceipt)
export class GetReceiptHandler implements IQueryHandler<GetReceipt> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ subject }: GetReceipt): Promise<ReceiptView> {
    const [row] = await this.dataSource.query<ReceiptRow[]>(
      `WITH entry AS (${entryOf(subject)})
       SELECT b.*, to_jsonb(entry) AS entry,
              (SELECT jsonb_build_object('version', version, 'data', data) FROM settings) AS settings,
              (${paymentsAsJson('p.booking_id = b.id')}) AS payments
         FROM entry JOIN bookings b ON b.id = entry.booking_id`,
      [idOf(subject)],
    );
    if (!row) throw notFound(subject);
    const { settings } = settingsFrom(row.settings);
    const { contactEmail, contactPhone, address, taxId, receiptFooter } = settings;
    return {
      ...receiptOf(
        bookingFrom(row, row.payments.map(paymentFrom)),
        subject,
        receiptEntryFrom(row.entry),
        this.clock.now(),
      ),
      contact: { contactEmail, contactPhone, address, taxId, receiptFooter },
    };
  }
}
