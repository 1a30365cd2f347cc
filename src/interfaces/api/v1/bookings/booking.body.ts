import { PAYMENT_OPTIONS, type PaymentOption } from '../../../../domain/booking/booking.js';
import { BOOKING_LENGTHS } from '../../../../domain/booking/booking-lengths.js';
import { MOST_LINES } from '../../../../domain/booking/price-line.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { InstantField } from '../../fields/instant.field.js';
import { CurrencyField, MinorUnitsField } from '../../fields/money.field.js';
import { PartField } from '../../fields/part.field.js';
import { PartsField } from '../../fields/parts.field.js';
import { EmailField, TextField } from '../../fields/text.field.js';
import { PaymentMethodField } from '../payments/payment-method.field.js';
import { PriceLineBody } from './price-line.body.js';

export class TotalBody {
  @MinorUnitsField({ description: 'In minor units: cents for USD, yen for JPY', example: 18550 })
  amount!: number;

  @CurrencyField({ description: 'ISO 4217, upper case', example: 'USD' })
  currency!: string;
}

export class CustomerBody {
  @TextField({ description: 'As on the booking', example: 'Nora Lindqvist', max: BOOKING_LENGTHS.name })
  name!: string;

  @EmailField({
    description: 'Tells customers apart: the same address is the same customer',
    example: 'nora@example.com',
  })
  email!: string;

  @TextField({
    description: 'As people write it',
    example: '+351 21 000 0000',
    max: BOOKING_LENGTHS.phone,
    optional: true,
  })
  phone?: string;

  @PaymentMethodField({
    description: 'A Stripe PaymentMethod, put on the customer as the one to charge',
    optional: true,
  })
  payment_method?: string;
}

export class NewBookingBody {
  @TextField({
    description: 'Your own name for the booking; no two have the same',
    example: 'LX-1042',
    max: BOOKING_LENGTHS.reference,
  })
  reference!: string;

  @PartField({ description: 'Who owes' }, () => CustomerBody)
  customer!: CustomerBody;

  @TextField({
    description: 'What is booked',
    example: 'Sunset sailing, 2 people',
    max: BOOKING_LENGTHS.service,
  })
  service!: string;

  @InstantField({ description: 'When it begins, with the offset', example: '2027-05-01T18:30:00+01:00' })
  starts_at!: string;

  @PartField({ description: 'What is owed' }, () => TotalBody)
  total!: TotalBody;

  @PartsField(
    {
      description: 'What the total is made of: they must add up to it. One line for the service unless given',
      most: MOST_LINES,
      optional: true,
    },
    () => PriceLineBody,
  )
  lines?: PriceLineBody[];

  @ChoiceField(
    {
      description:
        'Charge the total now, hold it now, or neither; unless given, what the settings say, which is `later` as they come',
      example: 'later',
      optional: true,
    },
    PAYMENT_OPTIONS,
  )
  payment_option?: PaymentOption;
}

export class ContactChangeBody {
  @TextField({ description: 'As on the booking', example: 'Nora Lindqvist', max: 200, optional: true })
  name?: string;

  @EmailField({
    description: 'On this booking; the customer stays the same one',
    example: 'nora@example.com',
    optional: true,
  })
  email?: string;

  @TextField({ description: 'null takes it off', example: '+351 21 000 0000', max: 40, optional: true })
  phone?: string | null;
}

/** What isn’t given stays as it is. */
export class BookingChangeBody {
  @PartField(
    {
      description:
        'What is owed from now on, in the same currency. Without `lines`, a single line takes all of it, and several get one more that makes up the difference',
      optional: true,
    },
    () => TotalBody,
  )
  total?: TotalBody;

  @PartsField(
    {
      description: 'All of what the total is made of from now on, in the booking’s currency',
      most: MOST_LINES,
      optional: true,
    },
    () => PriceLineBody,
  )
  lines?: PriceLineBody[];

  @TextField({
    description: 'Why the price changes, for the timeline',
    example: 'One guest more',
    max: 500,
    optional: true,
  })
  reason?: string;

  @TextField({
    description: 'What is booked',
    example: 'Sunset sailing, 3 people',
    max: 200,
    optional: true,
  })
  service?: string;

  @InstantField({
    description: 'When it begins, with the offset',
    example: '2027-05-02T18:30:00+01:00',
    optional: true,
  })
  starts_at?: string;

  @ChoiceField(
    {
      description: 'How the customer is to pay; nothing is charged or held by this',
      example: 'charge_now',
      optional: true,
    },
    PAYMENT_OPTIONS,
  )
  payment_option?: PaymentOption;

  @PartField({ description: 'How the customer is reached', optional: true }, () => ContactChangeBody)
  customer?: ContactChangeBody;
}
