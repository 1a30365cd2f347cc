import { BALANCE_AGE_NAMES, type BalanceAge } from '../../../../application/balance/balance-ages.js';
import {
  DISPUTED,
  HOLD_EXPIRING,
  NEEDS_ATTENTION,
  type BookingCriteria,
  type BookingFilter,
} from '../../../../application/booking/list-bookings.query.js';
import { BOOKING_LIVES, type BookingLife } from '../../../../domain/booking/booking-life.js';
import { PAYMENT_STATUSES } from '../../../../domain/booking/payment-status.js';
import { EXPORT_KINDS, type ExportKind } from '../../../../domain/export/export-order.js';
import { EXPORT_STATES, type ExportState } from '../../../../domain/export/export-states.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { DayField } from '../../fields/day.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { IdField } from '../../fields/id.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { PartField } from '../../fields/part.field.js';
import { TextField } from '../../fields/text.field.js';

/** The parameters of `GET /bookings`. */
export class ExportFilterBody {
  @ChoiceField({ description: 'Payment status', optional: true }, [
    ...PAYMENT_STATUSES,
    NEEDS_ATTENTION,
    HOLD_EXPIRING,
    DISPUTED,
  ])
  status?: BookingCriteria['status'];

  @ChoiceField({ description: 'What became of the booking', optional: true }, [...BOOKING_LIVES])
  booking_status?: BookingLife;

  @TextField({
    description: 'Any part, in any case, of the reference, or of the customer’s name or e-mail address',
    max: 200,
    optional: true,
  })
  q?: string;

  @FlagField({ description: 'Only bookings that owe something', example: true, optional: true })
  owing?: boolean;

  @ChoiceField({ description: 'Only bookings that owe something and started so long ago', optional: true }, [
    ...BALANCE_AGE_NAMES,
  ])
  age?: BalanceAge;

  @CurrencyField({ description: 'Only in this currency', example: 'EUR', optional: true })
  currency?: string;

  @IdField({ description: 'Only of this customer', optional: true })
  customer?: string;
}

export class ExportPeriodBody {
  @DayField({
    description: 'The first day; from the beginning unless given',
    example: '2026-11-01',
    optional: true,
  })
  from?: string;

  @DayField({
    description: 'The last day, included; without an end unless given',
    example: '2026-11-30',
    optional: true,
  })
  to?: string;
}

export class NewExportBody {
  @ChoiceField({ description: 'What each row of the file is', example: 'payments' }, [...EXPORT_KINDS])
  kind!: ExportKind;

  @PartField(
    {
      description:
        'Only rows of bookings that a list with these parameters would show; all of them unless given',
      optional: true,
    },
    () => ExportFilterBody,
  )
  filter?: ExportFilterBody;

  @PartField(
    { description: 'Days of the calendar of the business; all of them unless given', optional: true },
    () => ExportPeriodBody,
  )
  period?: ExportPeriodBody;
}

export class ExportListQueryString {
  @ChoiceField({ description: 'Only of this kind', optional: true }, [...EXPORT_KINDS])
  kind?: ExportKind;

  @ChoiceField({ description: 'Only those that are this', optional: true }, [...EXPORT_STATES])
  status?: ExportState;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}

export class ExportFileQueryString {
  @ChoiceField(
    {
      description: '`true`: begins with a byte order mark, by which spreadsheets know that it is UTF-8',
      optional: true,
    },
    ['true', 'false'],
  )
  bom?: 'true' | 'false';
}

export function filterFrom({ booking_status: life, ...filter }: ExportFilterBody = {}): BookingFilter {
  return { ...filter, life };
}
