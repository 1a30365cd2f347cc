import { LONGEST_METHOD_LABEL } from '../../../../domain/payment/collection-methods.js';
import { DayField } from '../../fields/day.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { MinorUnitsField } from '../../fields/money.field.js';
import { TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

export const LONGEST_NOTE = 500;

/** Money that came in outside Stripe. */
export class CollectionBody {
  @MinorUnitsField({
    description: 'In minor units of the booking’s currency; at most what is `outstanding`',
    example: 5000,
  })
  amount!: number;

  @TextField({
    description: 'The code of one of the `/collection-methods`',
    example: 'bank_transfer',
    max: 60,
  })
  method!: string;

  @TextField({ description: 'For staff', example: 'Receipt 1042', max: LONGEST_NOTE, optional: true })
  note?: string;

  @DayField({
    description: 'The day it came in; today in the business’s time zone unless given',
    example: '2027-05-01',
    optional: true,
  })
  received_on?: string;
}

export class ReversalBody {
  @TextField({
    description: 'Why the collection is taken back',
    example: 'Entered on the wrong booking',
    max: LONGEST_NOTE,
  })
  reason!: string;
}

export class NewMethodBody {
  @TextField({
    description: 'What the desk calls it; no other may be called so. Its code is made of it, for good',
    example: 'Gift card',
    max: LONGEST_METHOD_LABEL,
  })
  label!: string;
}

export class MethodBody {
  @TextField({
    description: 'What the desk calls it from now on, also where it was used before',
    example: 'Wire transfer',
    max: LONGEST_METHOD_LABEL,
    optional: true,
  })
  label?: string;

  @FlagField({
    description: 'True sets it aside: nothing more is collected by it. False takes it up again',
    example: true,
    optional: true,
  })
  retired?: boolean;

  @WholeNumberField({
    description: 'Its place among those in use, from 1; past the end it is last. Staff choose in this order',
    example: 1,
    min: 1,
    max: 1000,
    optional: true,
  })
  position?: number;
}
