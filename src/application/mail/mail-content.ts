import type { BusinessDetails } from '../../domain/settings/business-details.js';

/** Minor units and ISO 4217; a Money is one. */
export interface MailAmount {
  readonly amount: number;
  readonly currency: string;
}

/** The booking a mail speaks of, as the customer knows it. */
export interface MailBooking {
  readonly reference: string;
  readonly service: string;
  readonly startsAt: Date;
}

/** A receipt as it was when it was sent. Amounts may be Money. */
export interface ReceiptLetter {
  readonly number: string;
  readonly customerName: string;
  readonly booking: MailBooking;
  /** None where the price is the service alone. `isOff`: taken off rather than added. */
  readonly lines: readonly {
    readonly description: string;
    readonly quantity: number;
    readonly isOff: boolean;
    readonly amount: MailAmount;
  }[];
  readonly total: MailAmount;
  readonly amount: MailAmount;
  /** When the money moved; of a collection only the day, ISO 8601. */
  readonly at?: Date;
  readonly day?: string;
  readonly card?: { readonly brand: string; readonly last4: string };
  readonly method?: string;
  readonly stripeReference?: string;
  readonly givenBack: readonly {
    readonly amount: MailAmount;
    readonly at: Date;
    readonly isOnItsWay: boolean;
  }[];
  readonly standing: {
    readonly asOf: Date;
    readonly paid: MailAmount;
    readonly waived: MailAmount;
    readonly outstanding: MailAmount;
  };
  readonly contact: BusinessDetails;
}

/**
 * What can be written to a customer: each template with the data it needs. A new one is a line here and a pair of files
 * in src/infrastructure/mail/templates.
 */
export type MailContent =
  | {
      /** Asks the customer to pay `amount` of a booking on a page of Stripe’s. */
      readonly template: 'payment_link';
      readonly data: {
        readonly customerName: string;
        readonly booking: MailBooking;
        readonly amount: MailAmount;
        readonly link: string;
        readonly expiresAt?: Date;
        /** What staff want to say besides, as plain text. */
        readonly message?: string;
      };
    }
  | {
      /** Asks the customer to confirm with their bank what was to be charged or held. */
      readonly template: 'authenticate_payment';
      readonly data: {
        readonly customerName: string;
        readonly booking: MailBooking;
        readonly amount: MailAmount;
        readonly link: string;
        readonly expiresAt?: Date;
      };
    }
  | {
      /** Asks the customer to store a card on a page of Stripe’s; nothing is charged by that. */
      readonly template: 'add_card';
      readonly data: {
        readonly customerName: string;
        readonly booking?: MailBooking;
        readonly link: string;
        readonly expiresAt?: Date;
      };
    }
  | {
      /** Says that the customer paid, or was given back, so much. */
      readonly template: 'receipt' | 'refund_receipt';
      readonly data: ReceiptLetter;
    };

export type MailTemplate = MailContent['template'];

/** The same as it comes back from storage: times are ISO text. */
export type Stored<Value> = Value extends Date
  ? string
  : Value extends object
    ? { readonly [Key in keyof Value]: Stored<Value[Key]> }
    : Value;

export type StoredMailContent = Stored<MailContent>;
