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

  @ApiProperty({
    type: Boolean,
    description: 'Whether customers get a receipt by mail after every payment and refund',
  })
  send_receipts!: boolean;

  @ApiProperty({ type: String, description: 'Where customers reach the business; empty for nowhere' })
  contact_email!: string;

  @ApiProperty({ type: String, description: 'The same by phone' })
  contact_phone!: string;

  @ApiProperty({ type: String, description: 'The address of the business, in lines' })
  address!: string;

  @ApiProperty({ type: String, description: 'As the tax office wants it on receipts' })
  tax_id!: string;

  @ApiProperty({ type: String, description: 'What stands below every receipt, in lines' })
  receipt_footer!: string;
}

export function settingsJson({ version, settings }: StoredSettings): SettingsJson {
  return {
    version,
    payment_option: settings.paymentOption,
    link_days: settings.linkDays,
    send_receipts: settings.sendReceipts,
    contact_email: settings.contactEmail,
    contact_phone: settings.contactPhone,
    address: settings.address,
    tax_id: settings.taxId,
    receipt_footer: settings.receiptFooter,
  };
}
