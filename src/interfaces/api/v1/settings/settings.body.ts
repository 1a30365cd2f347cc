import { PAYMENT_OPTIONS, type PaymentOption } from '../../../../domain/booking/booking.js';
import { LINK_DAYS } from '../../../../domain/customer-link/customer-link-errors.js';
import type { DeskSettings } from '../../../../domain/settings/desk-settings.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

export class SettingsBody {
  @ChoiceField(
    {
      description: 'What a booking starts with when it is made without a `payment_option`',
      example: 'later',
      optional: true,
    },
    PAYMENT_OPTIONS,
  )
  payment_option?: PaymentOption;

  @WholeNumberField({
    description: 'How many days a link for a customer can be used, unless it says otherwise',
    example: LINK_DAYS.usual,
    optional: true,
    min: LINK_DAYS.least,
    max: LINK_DAYS.most,
  })
  link_days?: number;
}

export function settingsIn({ payment_option, link_days }: SettingsBody): Partial<DeskSettings> {
  return {
    ...(payment_option === undefined ? {} : { paymentOption: payment_option }),
    ...(link_days === undefined ? {} : { linkDays: link_days }),
  };
}
