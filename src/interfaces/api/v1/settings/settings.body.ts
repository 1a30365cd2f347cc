import { PAYMENT_OPTIONS, type PaymentOption } from '../../../../domain/booking/booking.js';
import type { DeskSettings } from '../../../../domain/settings/desk-settings.js';
import { ChoiceField } from '../../fields/choice.field.js';

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
}

export function settingsIn({ payment_option }: SettingsBody): Partial<DeskSettings> {
  return {
    ...(payment_option === undefined ? {} : { paymentOption: payment_option }),
  };
}
