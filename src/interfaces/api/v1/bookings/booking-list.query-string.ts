import {
  BOOKING_SORTS,
  DISPUTED,
  HOLD_EXPIRING,
  NEEDS_ATTENTION,
  type BookingCriteria,
  type BookingSort,
} from '../../../../application/booking/list-bookings.query.js';
import { BOOKING_LIVES, type BookingLife } from '../../../../domain/booking/booking-life.js';
import { PAYMENT_STATUSES } from '../../../../domain/booking/payment-status.js';
import { BALANCE_AGE_NAMES, type BalanceAge } from '../../../../application/balance/balance-ages.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { IdField } from '../../fields/id.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

/** Which bookings, in which order; an empty value is none. */
export class BookingListQueryString {
  @ChoiceField(
    {
      description:
        'Only bookings of this payment status; `hold_expiring`: with a hold that ends within 48 hours; `disputed`: with an open dispute; `needs_attention`: in doubt, waiting for the customer, declined, disputed, or `hold_expiring`',
      optional: true,
    },
    [...PAYMENT_STATUSES, NEEDS_ATTENTION, HOLD_EXPIRING, DISPUTED],
  )
  status?: BookingCriteria['status'];

  @ChoiceField({ description: 'Only bookings of which this became', optional: true }, [...BOOKING_LIVES])
  booking_status?: BookingLife;

  @TextField({
    description: 'Any part, in any case, of the reference, or of the customer’s name or e-mail address',
    max: 200,
    optional: true,
  })
  q?: string;

  @ChoiceField({ description: '`true`: only bookings that owe something', optional: true }, ['true'])
  owing?: 'true';

  @ChoiceField(
    {
      description:
        'Only bookings that owe something and started so many days ago, by the calendar of the business; `not_yet_due`: they start today or later',
      optional: true,
    },
    [...BALANCE_AGE_NAMES],
  )
  age?: BalanceAge;

  @CurrencyField({ description: 'Only bookings in this currency', optional: true })
  currency?: string;

  @IdField({ description: 'Only bookings of this customer', optional: true })
  customer?: string;

  @ChoiceField(
    { description: 'A leading minus means descending; `-registered_at` unless given', optional: true },
    [...BOOKING_SORTS],
  )
  sort?: BookingSort;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({
    description: '`next_cursor` of the page before, with the same sort',
    max: 1000,
    optional: true,
  })
  cursor?: string;
}
