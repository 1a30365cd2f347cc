import type { Cause } from '../shared/actor.js';
import type { Money } from '../shared/money.js';
import { PaymentNotFound } from '../payment/payment-errors.js';
import type { Payment } from '../payment/payment.js';
import type { Agreement } from './agreement.js';
import { amountsOf } from './booking-amounts.js';
import type { BookingData, BookingDetails } from './booking-data.js';
import { BookingChanged } from './booking-errors.js';
import type { BookingEvent, BookingHappening } from './booking-events.js';
import { flagFacts, flagsAt, type BookingFlag, type FlagFacts } from './booking-flags.js';
import type { BookingLife } from './booking-life.js';
import { paymentStatusOf, type BookingAmounts, type PaymentStatus } from './payment-status.js';
import type { Price } from './price.js';
import { isStillOwed } from './still-owed.js';

/** How a booking stands: what was agreed, the payments, and what follows from the two. It decides nothing; Booking does. */
export abstract class BookingStanding {
  readonly events: BookingEvent[] = [];

  protected constructor(
    protected agreement: Agreement,
    private readonly loadedVersion: number,
    readonly payments: Payment[],
  ) {}

  get id(): string {
    return this.about.id;
  }

  get about(): BookingDetails {
    return this.agreement.details;
  }

  get currency(): string {
    return this.total.currency;
  }

  get price(): Price {
    return this.agreement.price;
  }

  get total(): Money {
    return this.price.total;
  }

  get life(): BookingLife {
    return this.agreement.life;
  }

  /** Grows by one with every stored change; what people confirm is bound to the version they saw. */
  get version(): number {
    return this.hasChanged ? this.loadedVersion + 1 : this.loadedVersion;
  }

  get versionBefore(): number {
    return this.loadedVersion;
  }

  get hasChanged(): boolean {
    return this.events.length > 0;
  }

  get amounts(): BookingAmounts {
    return amountsOf(this.total, this.payments);
  }

  get paymentStatus(): PaymentStatus {
    return paymentStatusOf(this.amounts);
  }

  get flagFacts(): FlagFacts {
    return flagFacts(this.payments, this.amounts, this.about.startsAt);
  }

  flagsAt(now: Date): BookingFlag[] {
    return flagsAt(this.flagFacts, now);
  }

  payment(id: string): Payment {
    const payment = this.findPayment(id);
    if (!payment) throw new PaymentNotFound(id);
    return payment;
  }

  findPayment(id: string): Payment | undefined {
    return this.payments.find((payment) => payment.id === id);
  }

  /** Whether the customer may still be led to finish this payment, or would pay more than they owe. */
  isStillOwed(payment: string): boolean {
    return isStillOwed(this.payment(payment), this.amounts, this.payments);
  }

  findPaymentByIntent(paymentIntent: string): Payment | undefined {
    return this.payments.find((payment) => payment.paymentIntent === paymentIntent);
  }

  /** Throws BookingChanged unless `version` (when given) is the one that was loaded. */
  expectVersion(version: number | undefined): void {
    if (version !== undefined && version !== this.loadedVersion) {
      throw new BookingChanged(version, this.loadedVersion);
    }
  }

  toData(): BookingData {
    const { about, price, total, life } = this;
    return {
      ...about,
      total,
      lines: price.isJust(about.service) ? undefined : price.lines,
      life,
      version: this.version,
      payments: this.payments.map((payment) => payment.toData()),
    };
  }

  protected record(happening: BookingHappening, cause: Cause): void {
    this.events.push({ ...happening, booking: this.id, cause });
  }
}
