import type { FieldOptions } from '../../fields/field.js';
import { TextField } from '../../fields/text.field.js';

const LONGEST = 255;

/** The id of a Stripe PaymentMethod, or of a card of the older kinds: https://docs.stripe.com/api/payment_methods */
export function PaymentMethodField(options: FieldOptions): PropertyDecorator {
  return TextField({
    example: 'pm_card_visa',
    ...options,
    max: LONGEST,
    pattern: {
      regexp: /^(pm|card|src)_[A-Za-z0-9_]+$/,
      words: 'the id of a Stripe PaymentMethod, such as pm_card_visa',
    },
  });
}
