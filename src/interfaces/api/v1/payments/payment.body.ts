import { ApiSchema } from '@nestjs/swagger';
import { MinorUnitsField } from '../../fields/money.field.js';
import { PaymentMethodField } from './payment-method.field.js';

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
