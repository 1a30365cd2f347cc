import type { ExportKind } from '../../domain/export/export-order.js';

export interface ExportColumn {
  readonly name: string;
  readonly meaning: string;
  /** Money: a decimal in the row's currency, which the totals add up. */
  readonly isAmount?: true;
}

const column = (name: string, meaning: string): ExportColumn => ({ name, meaning });
const amount = (name: string, meaning: string): ExportColumn => ({ name, meaning, isAmount: true });

const OF_BOOKING: readonly ExportColumn[] = [
  column('booking_id', 'The booking’s id'),
  column('booking_reference', 'The booking’s reference'),
  column('service', 'What was booked'),
  column('customer_id', 'The customer’s id'),
  column('customer_name', 'As the booking has it'),
  column('customer_email', 'As the booking has it'),
];

const CURRENCY = column('currency', 'ISO 4217; amounts are decimals with as many digits as it has');

/**
 * The columns of each kind of file, in their order. Names are for good, new columns come last. A `…_date` is the day, by
 * the calendar of the business, of the time beside it.
 */
export const EXPORT_COLUMNS: Readonly<Record<ExportKind, readonly ExportColumn[]>> = {
  bookings: [
    column('id', 'The booking’s id'),
    column('reference', 'The booking’s reference'),
    column('booking_status', 'What became of the booking: scheduled, completed, …'),
    column('payment_status', 'What was paid of it: not_charged, charged_in_full, …'),
    column('flags', 'What else is to be known, with spaces between: overdue disputed …'),
    column('customer_id', 'The customer’s id'),
    column('customer_name', 'As the booking has it'),
    column('customer_email', 'As the booking has it'),
    column('customer_phone', 'As the booking has it'),
    column('service', 'What was booked'),
    column('start_date', 'The day on which it starts'),
    column('starts_at', 'When it starts'),
    column('payment_option', 'How it was to be paid: charge_now, pre_authorize or later'),
    CURRENCY,
    amount('total', 'The price'),
    amount('captured', 'Taken through Stripe'),
    amount('collected', 'Taken outside Stripe'),
    amount('refunded', 'Given back, or lost in a dispute'),
    amount('waived', 'Of the price, what the customer no longer owes'),
    amount('disputed', 'Questioned by the customer’s bank'),
    amount('held', 'Reserved on a card and not taken yet'),
    amount('in_flight', 'Asked for, and not known to be taken or not'),
    amount('outstanding', 'Still owed'),
    amount('overpaid', 'Taken beyond what was owed'),
    amount('chargeable', 'The most that can be charged now'),
    column('registered_date', 'The day on which it was registered'),
    column('registered_at', 'When it was registered'),
  ],
  payments: [
    column('id', 'The payment’s id'),
    ...OF_BOOKING,
    column('kind', 'charge, hold or collection'),
    column('status', 'succeeded, declined, authorized, …'),
    column('created_date', 'The day on which it was asked for'),
    column('created_at', 'When it was asked for'),
    CURRENCY,
    amount('amount', 'What was asked for'),
    amount('captured', 'What was taken of it; nothing of a collection that was taken back'),
    amount('refunded', 'What of it was given back, or lost in a dispute'),
    amount('net', 'captured less refunded'),
    column('method', 'stripe, or by which way a collection came in'),
    column('received_on', 'The day on which a collection came in'),
    column('reversed_at', 'When a collection was taken back as a mistake'),
    column('card_brand', 'visa, mastercard, …'),
    column('card_last4', 'The card’s last four digits'),
    column('decline_code', 'Why it was declined, in Stripe’s code'),
    column('stripe_payment_intent', 'Its id in Stripe'),
    column('stripe_charge', 'The id of Stripe’s charge'),
    column('note', 'What staff noted, or why it failed'),
    column('requested_by', 'Who asked for it'),
    column('receipt', 'The number of its receipt, where money was taken'),
  ],
  refunds: [
    column('id', 'The refund’s id: Stripe’s, or ours where money went back outside Stripe'),
    column('payment_id', 'Of which payment'),
    ...OF_BOOKING,
    column('method', 'stripe, or by which way the money had come in'),
    column('status', 'succeeded, pending, failed or canceled'),
    column('created_date', 'The day on which it was made'),
    column('created_at', 'When it was made'),
    CURRENCY,
    amount('amount', 'What was to be given back'),
    amount('given_back', 'The same; nothing where it failed or was canceled'),
    column('reason', 'duplicate, fraudulent or requested_by_customer'),
    column('still_owed', 'true: the customer still owes this amount'),
    column('note', 'What staff noted'),
    column('stripe_payment_intent', 'The payment’s id in Stripe'),
    column('receipt', 'The number of its receipt, where money was given back'),
  ],
  collections: [
    column('id', 'The payment’s id'),
    ...OF_BOOKING,
    column('method', 'By which way it came in: cash, bank_transfer, …'),
    column('received_on', 'The day on which it came in'),
    CURRENCY,
    amount('amount', 'What was written down'),
    amount('collected', 'The same; nothing where it was taken back as a mistake'),
    amount('refunded', 'What of it was given back'),
    column('note', 'What staff noted'),
    column('recorded_at', 'When it was written down'),
    column('recorded_by', 'Who wrote it down'),
    column('reversed_at', 'When it was taken back as a mistake'),
    column('reversed_by', 'Who took it back'),
    column('reversal_reason', 'Why'),
  ],
  disputes: [
    column('id', 'The dispute’s id in Stripe'),
    column('payment_id', 'Of which payment'),
    ...OF_BOOKING,
    column('status', 'open, won or lost'),
    column('inquiry', 'true: the bank only asks so far'),
    column('reason', 'Stripe’s word for why'),
    column('opened_date', 'The day on which it was opened'),
    column('opened_at', 'When it was opened'),
    column('evidence_due_by', 'Until when it can be answered'),
    CURRENCY,
    amount('amount', 'What is questioned'),
    amount('lost', 'The same where it was lost, otherwise nothing'),
    column('stripe_payment_intent', 'The payment’s id in Stripe'),
  ],
  balances: [
    column('customer_id', 'The customer’s id'),
    column('customer_name', 'The customer'),
    column('customer_email', 'Their e-mail address'),
    column('customer_phone', 'Their telephone number'),
    CURRENCY,
    column('bookings', 'How many bookings owe it'),
    amount('outstanding', 'What is owed'),
    amount('not_yet_due', 'Of that, for bookings that start today or later'),
    amount('days_1_to_7', 'For those that started so many days ago'),
    amount('days_8_to_30', 'For those that started so many days ago'),
    amount('days_31_to_60', 'For those that started so many days ago'),
    amount('over_60_days', 'For those that started longer ago'),
  ],
};

/** Which date of a row a period goes by, in words. */
export const PERIOD_GOES_BY: Readonly<Record<ExportKind, string>> = {
  bookings: 'the day on which the booking starts',
  payments: 'the day on which the payment was asked for',
  refunds: 'the day on which the refund was made',
  collections: 'the day on which the money came in',
  disputes: 'the day on which the dispute was opened',
  balances: 'the day on which the bookings start that owe it',
};
