import { FlagField } from '../../fields/flag.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { WebAddressField } from '../../fields/web-address.field.js';

export class CardSetupBody {
  @CurrencyField({
    description: 'Stripe offers what can pay in it; the desk’s own unless given',
    example: 'USD',
    optional: true,
  })
  currency?: string;

  @WebAddressField({
    description: 'Where Stripe’s page leads to afterwards; the customer’s page in the console unless given',
    example: 'https://tours.example.com/thanks',
    optional: true,
  })
  return_url?: string;
}

export class CardChangeBody {
  @FlagField({ description: 'True: charged from now on unless another is chosen', example: true })
  primary!: boolean;
}
