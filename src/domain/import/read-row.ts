import { PAYMENT_OPTIONS, type PaymentOption } from '../booking/booking-data.js';
import { BOOKING_LENGTHS } from '../booking/booking-lengths.js';
import { isCurrency, type CurrencyCode } from '../shared/currency.js';
import { DomainError } from '../shared/domain-error.js';
import { LONGEST_EMAIL, lineProblem } from '../shared/line-of-text.js';
import type { Money } from '../shared/money.js';
import { FIELDS_OF, type ImportColumns, type ImportField, type ImportKind } from './import-fields.js';
import { DecimalSignUnknown, readAmount, type DecimalSign } from './written-amount.js';
import { DateOrderUnknown, readTime, type DateOrder } from './written-time.js';

/** How a file is to be understood. What isn't said, and matters, is asked about and never guessed. */
export interface ImportReading {
  readonly columns: ImportColumns;
  readonly dates?: DateOrder;
  readonly decimal?: DecimalSign;
  /** Of the amounts in rows that name none. */
  readonly currency?: CurrencyCode;
}

/** What the business and its Stripe account say to a row. */
export interface RowRules {
  readonly isEmail: (text: string) => boolean;
  readonly timeZone: string;
  /** Throws when Stripe's rules for the currency rule out a hold of this amount. */
  readonly requireAcceptable: (amount: Money) => void;
}

export interface CustomerRow {
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
}

export interface BookingRow extends CustomerRow {
  readonly reference: string;
  readonly service: string;
  readonly startsAt: Date;
  readonly total: Money;
  /** Only when the file says so. */
  readonly paymentOption?: PaymentOption;
}

/** What people have to say of the whole file before the row can be read. */
export type ImportQuestion = 'columns' | 'dates' | 'decimal' | 'currency';

export interface RowError {
  readonly field: ImportField | 'row';
  readonly message: string;
  readonly asks?: ImportQuestion;
}

export type ReadRow<Row> =
  { readonly row: Row; readonly errors?: undefined } | { readonly errors: readonly RowError[] };

type Texts = Readonly<Record<ImportField, string>>;

/** Reads one row of a file of customers, or says all that is wrong with it. */
export function readCustomer(
  cells: readonly string[],
  reading: ImportReading,
  rules: RowRules,
): ReadRow<CustomerRow> {
  const errors = new Errors(reading, 'customers');
  const row = readWho(textsIn(cells, reading), errors, rules);
  return errors.found.length > 0 ? { errors: errors.found } : { row };
}

/** The same for bookings. Their payment option is only written down: an import never moves money. */
export function readBooking(
  cells: readonly string[],
  reading: ImportReading,
  rules: RowRules,
): ReadRow<BookingRow> {
  const texts = textsIn(cells, reading);
  const errors = new Errors(reading, 'bookings');
  const reference = errors.line('reference', texts.reference, BOOKING_LENGTHS.reference);
  const who = readWho(texts, errors, rules);
  const service = errors.line('service', texts.service, BOOKING_LENGTHS.service);
  const startsAt = errors.required('starts_at', texts.starts_at)
    ? errors.trying('starts_at', () =>
        readTime(`${texts.starts_at} ${texts.start_time}`.trim(), rules.timeZone, reading.dates),
      )
    : undefined;
  const total = readTotal(texts, errors, reading);
  const paymentOption = readOption(texts.payment_option, errors);
  if (total && paymentOption === 'pre_authorize')
    errors.trying('total', () => rules.requireAcceptable(total));
  if (errors.found.length > 0 || !startsAt || !total) return { errors: errors.found };
  return {
    row: { reference, ...who, service, startsAt, total, ...(paymentOption ? { paymentOption } : {}) },
  };
}

function readWho(texts: Texts, errors: Errors, { isEmail }: RowRules): CustomerRow {
  const name = errors.line('name', texts.name, BOOKING_LENGTHS.name);
  const { email } = texts;
  if (errors.required('email', email) && !(email.length <= LONGEST_EMAIL && isEmail(email)))
    errors.add('email', `must be an e-mail address of at most ${LONGEST_EMAIL} characters`);
  if (texts.phone === '') return { name, email };
  return { name, email, phone: errors.line('phone', texts.phone, BOOKING_LENGTHS.phone) };
}

function readTotal(texts: Texts, errors: Errors, reading: ImportReading): Money | undefined {
  const currency = texts.currency.toUpperCase() || reading.currency;
  if (currency === undefined)
    errors.add('currency', 'is missing: say which currency the amounts of this file are in', 'currency');
  else if (!isCurrency(currency))
    errors.add('currency', `“${texts.currency}” must be an ISO 4217 code, such as USD, that is in use`);
  if (!errors.required('total', texts.total) || currency === undefined || !isCurrency(currency))
    return undefined;
  const total = errors.trying('total', () => readAmount(texts.total, currency, reading.decimal));
  if (!total?.isZero) return total;
  errors.add('total', 'must be more than zero');
  return undefined;
}

function readOption(text: string, errors: Errors): PaymentOption | undefined {
  if (text === '') return undefined;
  const plain = text.toLowerCase().replace(/[\s-]+/g, '_');
  const option = PAYMENT_OPTIONS.find((each) => each === plain);
  if (!option) errors.add('payment_option', `“${text}” must be later or pre_authorize`);
  return option;
}

function textsIn(cells: readonly string[], { columns }: ImportReading): Texts {
  const texts = FIELDS_OF.bookings.map(({ field }) => {
    const column = columns[field];
    return [field, column === undefined ? '' : (cells[column] ?? '').trim()];
  });
  return Object.fromEntries(texts) as Texts;
}

/** Everything that is wrong with a row, field by field. */
class Errors {
  readonly found: RowError[] = [];

  constructor(
    private readonly reading: ImportReading,
    private readonly kind: ImportKind,
  ) {}

  add(field: ImportField, message: string, asks?: ImportQuestion): void {
    this.found.push({ field, message, ...(asks ? { asks } : {}) });
  }

  required(field: ImportField, text: string): boolean {
    if (text !== '') return true;
    if (this.reading.columns[field] === undefined) this.add(field, 'has no column in this file', 'columns');
    else this.add(field, 'is missing');
    return false;
  }

  line(field: ImportField, text: string, max: number): string {
    const isRequired = FIELDS_OF[this.kind].some((rule) => rule.field === field && rule.required);
    if (isRequired && !this.required(field, text)) return text;
    const problem = lineProblem(text, { max });
    if (problem !== undefined) this.add(field, problem);
    return text;
  }

  /** What was read, or undefined once the refusal is written down. */
  trying<Value>(field: ImportField, read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.add(field, error.message, questionIn(error));
      return undefined;
    }
  }
}

function questionIn(error: DomainError): ImportQuestion | undefined {
  if (error instanceof DateOrderUnknown) return 'dates';
  return error instanceof DecimalSignUnknown ? 'decimal' : undefined;
}
