import { PAYMENT_OPTIONS, type PaymentOption } from '../../../../domain/booking/booking.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { InstantField } from '../../fields/instant.field.js';
import { CurrencyField, MinorUnitsField } from '../../fields/money.field.js';
import { PartField } from '../../fields/part.field.js';
import { EmailField, TextField } from '../../fields/text.field.js';
import { PaymentMethodField } from '../payments/payment-method.field.js';

export class TotalBody {
  @MinorUnitsField({ description: 'In minor units: cents for USD, yen for JPY', example: 18550 })
  amount!: number;

  @CurrencyField({ description: 'ISO 4217, upper case', example: 'USD' })
  currency!: string;
}

export class CustomerBody {
  @TextField({ description: 'As on the booking', example: 'Nora Lindqvist', max: 200 })
  name!: string;

  @EmailField({
    description: 'Tells customers apart: the same address is the same customer',
    example: 'nora@example.com',
  })
  email!: string;

  @TextField({ description: 'As people write it', example: '+351 21 000 0000', max: 40, optional: true })
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
    max: 100,
  })
  reference!: string;

  @PartField({ description: 'Who owes' }, () => CustomerBody)
  customer!: CustomerBody;

  @TextField({ description: 'What is booked', example: 'Sunset sailing, 2 people', max: 200 })
  service!: string;

  @InstantField({ description: 'When it begins, with the offset', example: '2027-05-01T18:30:00+01:00' })
  starts_at!: string;

  @PartField({ description: 'What is owed' }, () => TotalBody)
  total!: TotalBody;

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

export class BookingChangeBody {
  @PartField(
    { description: 'What is owed from now on, in the same currency', optional: true },
    () => TotalBody,
  )
  total?: TotalBody;
}
