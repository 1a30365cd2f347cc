import { ApiSchema } from '@nestjs/swagger';
import { REFUND_REASONS, type RefundReason } from '../../../../domain/payment/payment-operation.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { MinorUnitsField } from '../../fields/money.field.js';
import { TextField } from '../../fields/text.field.js';
import { PaymentMethodField } from './payment-method.field.js';

/** As Stripe's metadata allows: https://docs.stripe.com/metadata */
const LONGEST_NOTE = 500;

/** What to charge or hold. */
export class NewPaymentBody {
  @MinorUnitsField({
    description: 'In minor units of the booking’s currency; at most what is `chargeable`',
    example: 18550,
  })
  amount!: number;

  @PaymentMethodField({
    description: 'Which of the customer’s cards, as a Stripe PaymentMethod; the one on file unless given',
    optional: true,
  })
  payment_method?: string;
}

export class ReauthorizationBody {
  @MinorUnitsField({
    description:
      'In minor units; what the hold was for unless given. At most what is `chargeable` and what the hold still holds',
    example: 18550,
    optional: true,
  })
  amount?: number;

  @PaymentMethodField({
    description: 'Which of the customer’s cards, as a Stripe PaymentMethod; the hold’s own unless given',
    optional: true,
  })
  payment_method?: string;
}

export class CaptureBody {
  @MinorUnitsField({
    description: 'In minor units; all that is held unless given. What isn’t captured is given back.',
    example: 10000,
    optional: true,
  })
  amount?: number;
}

@ApiSchema({ description: 'A release takes no fields: an empty object, or no body at all.' })
export class ReleaseBody {}

@ApiSchema({ description: 'Giving up takes no fields: an empty object, or no body at all.' })
export class CancelBody {}

export class RefundBody {
  @MinorUnitsField({
    description: 'In minor units; all that was taken and not given back since, unless given',
    example: 5000,
    optional: true,
  })
  amount?: number;

  @ChoiceField({ description: 'Why, in Stripe’s words', example: 'requested_by_customer' }, REFUND_REASONS)
  reason!: RefundReason;

  @TextField({
    description: 'In your own words; kept here and, as metadata, beside the refund in Stripe',
    example: 'Rained off',
    max: LONGEST_NOTE,
    optional: true,
  })
  note?: string;

  @FlagField({
    description: 'Whether the customer still owes this amount; false unless given',
    optional: true,
  })
  still_owed?: boolean;
}

export class RefundChangeBody {
  @FlagField({ description: 'Whether the customer still owes what was given back' })
  still_owed!: boolean;
}
