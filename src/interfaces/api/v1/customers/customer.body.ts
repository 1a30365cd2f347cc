import { LINK_DAYS } from '../../../../domain/customer-link/customer-link-errors.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { IdField } from '../../fields/id.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';
import { WebAddressField } from '../../fields/web-address.field.js';

export class CardSetupBody {
  @CurrencyField({
    description: 'Stripe offers what can pay in it; the desk’s own unless given',
    example: 'USD',
    optional: true,
  })
  currency?: string;

  @ChoiceField(
    {
      description: 'Have the customer add it themselves: a link is mailed to them, and `url` is the link’s',
      example: 'email',
      optional: true,
    },
    ['email'],
  )
  send?: 'email';

  @IdField({ description: 'The booking that it is asked for', optional: true })
  booking?: string;

  @WebAddressField({
    description:
      'Where Stripe’s page leads to afterwards; the customer’s page in the console unless given. Not for what is mailed',
    example: 'https://tours.example.com/thanks',
    optional: true,
  })
  return_url?: string;
}

export class CardLinkBody {
  @IdField({ description: 'The booking that it is asked for', optional: true })
  booking?: string;

  @WholeNumberField({
    description: 'How many days it can be used; as settled for the desk unless given',
    example: 7,
    optional: true,
    min: LINK_DAYS.least,
    max: LINK_DAYS.most,
  })
  days?: number;

  @FlagField({ description: 'Whether it is mailed to the customer too; false unless given', optional: true })
  send?: boolean;
}

export class CardChangeBody {
  @FlagField({ description: 'True: charged from now on unless another is chosen', example: true })
  primary!: boolean;
}
