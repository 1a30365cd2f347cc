import type { PaymentOption } from '../../../domain/booking/booking.js';

export const PAYMENT_OPTION_LABELS: Readonly<Record<PaymentOption, string>> = {
  charge_now: 'Charge now',
  pre_authorize: 'Pre-authorize',
  later: 'Later',
};

/** Each with what it means, the gentlest first. */
export function paymentOptionChoices(chosen: string) {
  return (
    [
      { value: 'later', hint: 'Nothing is taken yet.' },
      { value: 'pre_authorize', hint: 'The total is held on the card, and captured or released later.' },
      { value: 'charge_now', hint: 'The total is taken at once.' },
    ] as const
  ).map((option) => ({
    ...option,
    label: PAYMENT_OPTION_LABELS[option.value],
    chosen: option.value === chosen,
  }));
}
