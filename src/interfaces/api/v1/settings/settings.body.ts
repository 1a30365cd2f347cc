import { PAYMENT_OPTIONS, type PaymentOption } from '../../../../domain/booking/booking.js';
import { LINK_DAYS } from '../../../../domain/customer-link/customer-link-errors.js';
import type { DeskSettings } from '../../../../domain/settings/desk-settings.js';
import { LONGEST_DETAILS } from '../../../../domain/settings/business-details.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { LinesField } from '../../fields/lines.field.js';
import { TextField } from '../../fields/text.field.js';
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

  @FlagField({
    description: 'Whether customers get a receipt by mail after every payment and refund',
    example: true,
    optional: true,
  })
  send_receipts?: boolean;

  @TextField({
    description: 'Where customers reach the business; empty for nowhere',
    example: 'hello@example.com',
    optional: true,
    min: 0,
    max: LONGEST_DETAILS.contactEmail,
  })
  contact_email?: string | null;

  @TextField({
    description: 'The same by phone',
    example: '+351 21 000 0000',
    optional: true,
    min: 0,
    max: LONGEST_DETAILS.contactPhone,
  })
  contact_phone?: string | null;

  @LinesField({
    description: 'The address of the business, in lines',
    example: 'Doca de Belém 4\n1300-038 Lisboa',
    optional: true,
    max: LONGEST_DETAILS.address,
  })
  address?: string | null;

  @TextField({
    description: 'As the tax office wants it on receipts',
    example: 'VAT PT 509 442 013',
    optional: true,
    min: 0,
    max: LONGEST_DETAILS.taxId,
  })
  tax_id?: string | null;

  @LinesField({
    description: 'What stands below every receipt, in lines',
    example: 'Thank you for sailing with us.',
    optional: true,
    max: LONGEST_DETAILS.receiptFooter,
  })
  receipt_footer?: string | null;
}

export function settingsIn(body: SettingsBody): Partial<DeskSettings> {
  const wanted = {
    paymentOption: body.payment_option,
    linkDays: body.link_days,
    sendReceipts: body.send_receipts,
    contactEmail: textIn(body.contact_email),
    contactPhone: textIn(body.contact_phone),
    address: textIn(body.address),
    taxId: textIn(body.tax_id),
    receiptFooter: textIn(body.receipt_footer),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** `null` says as much as nothing. */
function textIn(text: string | null | undefined): string | undefined {
  return text === null ? '' : text;
}
