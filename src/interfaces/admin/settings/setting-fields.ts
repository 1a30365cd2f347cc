import { PAYMENT_OPTIONS } from '../../../domain/booking/booking.js';
import { LINK_DAYS } from '../../../domain/customer-link/customer-link-errors.js';
import type { SettingName } from '../../../domain/settings/desk-settings.js';
import { PAYMENT_OPTION_LABELS, paymentOptionChoices } from '../bookings/payment-options.js';
import { BUSINESS_FIELDS } from './business-fields.js';
import { SEND_RECEIPTS } from './receipt-fields.js';
import type { SettingField } from './setting-field.js';

export type { Control, SettingField } from './setting-field.js';

type Fields = { readonly [Name in SettingName]: SettingField<Name> };

/** Every setting’s field, in the order of the page. */
export const SETTING_FIELDS: Fields = {
  paymentOption: {
    setting: 'paymentOption',
    name: 'payment_option',
    label: 'Payment of a new booking',
    hint: 'What the form for a new booking starts with, and what the API takes when it isn’t told. Each booking can differ.',
    control: {
      kind: 'choices',
      choices: paymentOptionChoices(''),
    },
    typed: (option) => option,
    read: (text) => {
      const value = PAYMENT_OPTIONS.find((option) => option === text);
      return value ? { value } : { problem: 'Choose one of these.' };
    },
    words: (option) => PAYMENT_OPTION_LABELS[option],
  },
  linkDays: {
    setting: 'linkDays',
    name: 'link_days',
    label: 'How long a link for a customer lasts',
    hint: 'Links to pay and to authenticate. Each link can be given another time.',
    control: { kind: 'number', min: LINK_DAYS.least, max: LINK_DAYS.most, unit: 'days' },
    typed: (days) => String(days),
    read: (text) => {
      const value = /^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
      return value >= LINK_DAYS.least && value <= LINK_DAYS.most
        ? { value }
        : { problem: `Type a whole number from ${LINK_DAYS.least} to ${LINK_DAYS.most}.` };
    },
    words: (days) => `${days} ${days === 1 ? 'day' : 'days'}`,
  },
  ...BUSINESS_FIELDS,
  sendReceipts: SEND_RECEIPTS,
};
