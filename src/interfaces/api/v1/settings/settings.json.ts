import { ApiProperty } from '@nestjs/swagger';
import type { StoredSettings } from '../../../../application/settings/settings.repository.port.js';
import { PAYMENT_OPTIONS } from '../../../../domain/booking/booking.js';

/** What is settled for the whole desk. */
export class SettingsJson {
  @ApiProperty({ type: 'integer', description: 'Grows with every change', example: 1 })
  version!: number;

  @ApiProperty({
    type: String,
    enum: [...PAYMENT_OPTIONS],
    description: 'What a booking starts with when it is made without a `payment_option`',
  })
  payment_option!: string;

  @ApiProperty({
    type: 'integer',
    description: 'How many days a link for a customer can be used, unless it says otherwise',
  })
  link_days!: number;
}

export function settingsJson({ version, settings }: StoredSettings): SettingsJson {
  return { version, payment_option: settings.paymentOption, link_days: settings.linkDays };
}
