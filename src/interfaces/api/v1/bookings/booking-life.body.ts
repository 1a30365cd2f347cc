import { ChoiceField } from '../../fields/choice.field.js';
import { TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

export class LifeBody {
  @TextField({ description: 'Why, for the timeline', example: 'Asked by phone', max: 500, optional: true })
  reason?: string;
}

export class CancellationBody extends LifeBody {
  @WholeNumberField({
    description:
      'What is owed from then on, in minor units of the booking’s currency: from 0 to the total. 0 unless given',
    example: 2000,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  })
  fee?: number;

  @ChoiceField(
    {
      description:
        'Holds: `capture_fee` (unless given) takes what the fee still lacks out of them and gives the rest back; `release` gives back all',
      optional: true,
    },
    ['capture_fee', 'release'],
  )
  holds?: 'capture_fee' | 'release';

  @ChoiceField(
    {
      description:
        'What was taken above the fee: `refund` (unless given) gives it back, newest payment first; `leave` leaves it, as `overpaid`',
      optional: true,
    },
    ['refund', 'leave'],
  )
  taken?: 'refund' | 'leave';
}

/** Without a fee the price stays as it is, and no money moves. */
export class NoShowBody extends CancellationBody {}
