import type { BatchSelection } from '../../../../application/batch/batch-selection.js';
import {
  BOOKING_SORTS,
  DISPUTED,
  HOLD_EXPIRING,
  NEEDS_ATTENTION,
  type BookingCriteria,
  type BookingSort,
} from '../../../../application/booking/list-bookings.query.js';
import { BALANCE_AGE_NAMES, type BalanceAge } from '../../../../application/balance/balance-ages.js';
import { BOOKING_LIVES, type BookingLife } from '../../../../domain/booking/booking-life.js';
import { PAYMENT_STATUSES } from '../../../../domain/booking/payment-status.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { IdField } from '../../fields/id.field.js';
import { IdsField } from '../../fields/ids.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { PartField } from '../../fields/part.field.js';
import { TextField } from '../../fields/text.field.js';
import { ApiProblem } from '../../problems/api-problem.js';

const MOST_NAMED = 1000;

/** The list's own filter; without any of it, all bookings. */
export class MatchingBookingsBody {
  @ChoiceField({ description: 'Only bookings of this payment status', optional: true }, [
    ...PAYMENT_STATUSES,
    NEEDS_ATTENTION,
    HOLD_EXPIRING,
    DISPUTED,
  ])
  status?: BookingCriteria['status'];

  @ChoiceField({ description: 'Only bookings of which this became', optional: true }, [...BOOKING_LIVES])
  booking_status?: BookingLife;

  @TextField({ description: 'Any part of the reference, name or e-mail address', max: 200, optional: true })
  q?: string;

  @FlagField({ description: '`true`: only bookings that owe something', optional: true })
  owing?: boolean;

  @ChoiceField(
    { description: 'Only bookings that owe something and started so many days ago', optional: true },
    [...BALANCE_AGE_NAMES],
  )
  age?: BalanceAge;

  @CurrencyField({ description: 'Only bookings in this currency', optional: true })
  currency?: string;

  @IdField({ description: 'Only bookings of this customer', optional: true })
  customer?: string;

  @ChoiceField({ description: 'The order in which they are charged', optional: true }, [...BOOKING_SORTS])
  sort?: BookingSort;
}

/** Which bookings: those named, or all that match. */
export class NewBatchBody {
  @IdsField({
    description: 'The ids of the bookings, in the order in which they are charged',
    most: MOST_NAMED,
    optional: true,
  })
  bookings?: string[];

  @PartField(
    { description: 'Instead: all bookings that match, up to 10,000', optional: true },
    () => MatchingBookingsBody,
  )
  matching?: MatchingBookingsBody;
}

export function selectionFrom({ bookings, matching }: NewBatchBody): BatchSelection {
  if (bookings && !matching) return { bookings };
  if (matching && !bookings) {
    const { booking_status: life, ...filter } = matching;
    return { matching: { ...filter, life } };
  }
  throw new ApiProblem(422, 'no_bookings', 'Name the bookings, or say what they match: one of the two.', {
    field: 'bookings',
  });
}
