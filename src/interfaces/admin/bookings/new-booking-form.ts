import { createHash } from 'node:crypto';
import type { NewBooking } from '../../../application/booking/register-booking.command.js';
import type { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { PAYMENT_OPTIONS, type PaymentOption } from '../../../domain/booking/booking.js';
import { allCurrencies, isCurrency } from '../../../domain/shared/currency.js';
import type { PriceLine } from '../../../domain/booking/price-line.js';
import { Price } from '../../../domain/booking/price.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { Money } from '../../../domain/shared/money.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { paymentMethodIn } from '../payments/money-forms.js';
import { TEST_CARDS } from '../payments/test-cards.js';
import { BLANK, editedBy, readRows, rowsIn, type PriceRow } from '../price/price-rows.js';
import { rowsView, totalOf } from '../price/price-rows-view.js';
import type { Format } from '../views/format.js';
import { wallTime, zonedTime } from '../../../domain/shared/zoned-time.js';
import { paymentOptionChoices } from './payment-options.js';

/** By field; `form` is about the form as a whole. */
export type Problems = Readonly<Record<string, string>>;

type Wanted = Omit<NewBooking, 'ids' | 'by' | 'idempotency'>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was typed, as the use case wants it, or what is wrong with it, field by field. */
export function readNewBooking(
  body: FormFields,
  { timeZone }: BusinessSettings,
): { wanted: Wanted; fingerprint: string } | { problems: Problems } {
  const problems: Record<string, string> = {};
  const required = (name: string, longest: number, missing: string) => {
    const text = textOf(body, name).trim();
    if (text === '') problems[name] = missing;
    else if (text.length > longest) problems[name] = `At most ${longest} characters.`;
    return text;
  };
  const reading = <Value>(name: string, read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems[name] = error.message;
      return undefined;
    }
  };

  const reference = required('reference', 64, 'Give the booking a reference.');
  const name = required('name', 200, 'Who is the booking for?');
  const email = required('email', 254, 'Enter the customer’s e-mail address.');
  if (!problems.email && !/^[^\s@]+@[^\s@]+$/.test(email)) problems.email = 'That isn’t an e-mail address.';
  const service = required('service', 200, 'What is booked?');
  const startsAt = zonedTime(textOf(body, 'starts_at'), timeZone);
  if (!startsAt) problems.starts_at = 'Enter the day and time at which it starts.';
  const currency = textOf(body, 'currency');
  if (!isCurrency(currency)) problems.currency = 'Choose a currency.';
  const { lines, total } = readPrice(body, currency, problems);
  if (total?.isZero) problems[lines ? 'lines' : 'total'] = 'The total must be more than zero.';
  const paymentOption = PAYMENT_OPTIONS.find((option) => option === textOf(body, 'payment_option'));
  if (!paymentOption) problems.payment_option = 'Choose when the customer pays.';
  const paymentMethod = reading('payment_method', () => paymentMethodIn(body));
  if (paymentOption && paymentOption !== 'later' && !paymentMethod && !problems.payment_method) {
    problems.payment_method = `Choose a card to ${paymentOption === 'charge_now' ? 'charge' : 'hold the total on'}, or let the customer pay later.`;
  }
  if (Object.keys(problems).length > 0 || !startsAt || !total || !paymentOption) return { problems };

  const phone = textOf(body, 'phone').trim().slice(0, 50) || undefined;
  const contact = { name, email, phone };
  const wanted = { reference, contact, paymentMethod, service, startsAt, total, lines, paymentOption };
  return { wanted, fingerprint: createHash('sha256').update(JSON.stringify(wanted)).digest('hex') };
}

/** Whether the price is given line by line, not as one total. */
export function isByLines(typed: FormFields): boolean {
  return textOf(typed, 'priced') === 'lines';
}

/**
 * What a button other than the last one makes of the form: the price by lines or as one total, a line more or less, or
 * only worked out. Undefined when the booking is to be made.
 */
export function edited(
  typed: FormFields,
): { readonly typed: FormFields; readonly focus?: number } | undefined {
  const wanted = textOf(typed, 'do');
  if (wanted === 'lines') {
    const service = {
      ...BLANK,
      kind: 'service',
      description: textOf(typed, 'service'),
      unit: textOf(typed, 'total'),
    };
    return { typed: { ...typed, priced: 'lines', ...fieldsOf([service, BLANK]) }, focus: 0 };
  }
  if (wanted === 'total') {
    const currency = textOf(typed, 'currency');
    const total = isCurrency(currency) ? totalOf(rowsIn(typed), currency) : '';
    return {
      typed: {
        ...typed,
        priced: '',
        total: typeof total === 'number' ? Money.of(total, currency).toDecimal() : '',
      },
    };
  }
  const changed = isByLines(typed) ? editedBy(wanted, rowsIn(typed)) : undefined;
  return changed && { typed: { ...withoutRows(typed), ...fieldsOf(changed.rows) }, focus: changed.focus };
}

export function newBookingView(
  typed: FormFields,
  problems: Problems,
  { usualOption, focus }: { readonly usualOption: PaymentOption; readonly focus?: number },
  { currency: home, timeZone, stripeMode }: BusinessSettings,
  format: Format,
  now: Date,
) {
  const given = (name: string) => textOf(typed, name);
  const chosenCurrency = given('currency') || home;
  const chosenOption = given('payment_option') || usualOption;
  const chosenCard = given('payment_method');
  return {
    typed: {
      reference: given('reference'),
      name: given('name'),
      email: given('email'),
      phone: given('phone'),
      service: given('service'),
      startsAt: given('starts_at') || tomorrowAtTen(now, timeZone),
      total: given('total'),
      paymentMethod: chosenCard,
    },
    decision: given('decision'),
    price: isByLines(typed)
      ? linesView(rowsIn(typed), isCurrency(chosenCurrency) ? chosenCurrency : home, focus, problems, format)
      : undefined,
    problems,
    hasProblems: Object.keys(problems).length > 0,
    currencies: [home, ...allCurrencies().filter((code) => code !== home)].map((code) => ({
      code,
      chosen: code === chosenCurrency,
    })),
    options: paymentOptionChoices(chosenOption),
    testCards:
      stripeMode === 'sandbox'
        ? TEST_CARDS.map((card) => ({ ...card, chosen: card.id === chosenCard }))
        : undefined,
    zone: format.zone,
  };
}

/** The total, and the lines that make it up where there are any; what is wrong with them is added to `problems`. */
function readPrice(
  body: FormFields,
  currency: string,
  problems: Record<string, string>,
): { readonly total?: Money; readonly lines?: readonly PriceLine[] } {
  if (!isCurrency(currency)) return {};
  try {
    if (!isByLines(body)) return { total: Money.parse(textOf(body, 'total'), currency) };
    const { lines, problems: wrong } = readRows(rowsIn(body), currency);
    Object.assign(problems, wrong);
    if (Object.keys(wrong).length > 0) return {};
    if (lines.length > 0) return { lines, total: Price.of(lines).total };
    problems.lines = 'Say what the price is made of, in one line at least.';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    problems[isByLines(body) ? 'lines' : 'total'] = error.message;
  }
  return {};
}

function linesView(
  rows: readonly PriceRow[],
  currency: string,
  focus: number | undefined,
  problems: Problems,
  format: Format,
) {
  const total = totalOf(rows, currency);
  return {
    rows: rowsView(rows, currency, { focus, problems }, format),
    currency,
    total: typeof total === 'number' ? format.money(total, currency) : undefined,
  };
}

/** The rows as the form's fields have them. */
function fieldsOf(rows: readonly PriceRow[]): FormFields {
  return Object.fromEntries(
    rows.flatMap((row, at) => Object.entries(row).map(([name, value]) => [`${name}.${at}`, value as string])),
  );
}

function withoutRows(typed: FormFields): FormFields {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !/\.\d+$/.test(name)));
}

function tomorrowAtTen(now: Date, timeZone: string): string {
  return `${wallTime(new Date(now.getTime() + DAY_MS), timeZone).slice(0, 10)}T10:00`;
}
