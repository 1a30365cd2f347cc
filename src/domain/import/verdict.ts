import type { PaymentOption } from '../booking/booking-data.js';
import type { Money } from '../shared/money.js';
import type { BookingRow, CustomerRow } from './read-row.js';
import type { ImportField } from './import-fields.js';

export const VERDICTS = ['new', 'completes', 'same', 'differs', 'error'] as const;
/**
 * What would become of a row. `completes`: the customer is here without the phone number that the row has. `differs`:
 * what is here is left as it is, for an import never changes it.
 */
export type Verdict = (typeof VERDICTS)[number];

/** A row that has it is written when the import runs. */
export const WRITTEN: readonly Verdict[] = ['new', 'completes'];

export interface KnownCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
}

export interface KnownBooking {
  readonly id: string;
  readonly reference: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly service: string;
  readonly startsAt: Date;
  readonly total: Money;
  readonly paymentOption: PaymentOption;
}

/** One thing that is otherwise in the file. */
export interface Difference {
  readonly field: ImportField;
  readonly here: string;
  readonly file: string;
}

export interface Judgement {
  readonly verdict: Exclude<Verdict, 'error'>;
  readonly differences: readonly Difference[];
}

const NEW: Judgement = { verdict: 'new', differences: [] };

/** What the file doesn't say, can't differ. */
export function judgeBooking(row: BookingRow, known: KnownBooking | undefined): Judgement {
  if (!known) return NEW;
  return judged([
    ...who(row, known),
    ...differs('service', known.service, row.service),
    ...differs('starts_at', known.startsAt.toISOString(), row.startsAt.toISOString()),
    ...differs('total', known.total.toString(), row.total.toString()),
    ...differs('payment_option', known.paymentOption, row.paymentOption ?? known.paymentOption),
  ]);
}

/** The same address in any case is the same customer. */
export function judgeCustomer(row: CustomerRow, known: KnownCustomer | undefined): Judgement {
  if (!known) return NEW;
  const isOtherwiseSame = differs('name', known.name, row.name).length === 0;
  if (isOtherwiseSame && known.phone === undefined && row.phone !== undefined)
    return { verdict: 'completes', differences: [] };
  return judged(who(row, known));
}

function judged(differences: readonly Difference[]): Judgement {
  return { verdict: differences.length === 0 ? 'same' : 'differs', differences };
}

function who(row: CustomerRow, known: Omit<KnownCustomer, 'id'>): Difference[] {
  const isSameAddress = row.email.toLowerCase() === known.email.toLowerCase();
  return [
    ...differs('name', known.name, row.name),
    ...(isSameAddress ? [] : differs('email', known.email, row.email)),
    ...differs('phone', known.phone ?? '', row.phone ?? known.phone ?? ''),
  ];
}

function differs(field: ImportField, here: string, file: string): Difference[] {
  return here === file ? [] : [{ field, here, file }];
}
