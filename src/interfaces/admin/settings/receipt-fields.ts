import type { SettingField } from './setting-field.js';

/**
 * Purser never sets `receipt_email`, but Stripe mails receipts to a customer’s address by a switch of its own:
 * https://docs.stripe.com/receipts
 */
export const SEND_RECEIPTS: SettingField<'sendReceipts'> = {
  setting: 'sendReceipts',
  name: 'send_receipts',
  label: 'Receipts by mail',
  hint: 'Purser doesn’t ask Stripe to send receipts. Stripe sends its own where “Successful payments” or “Refunds” is switched on in its dashboard, under Settings → Business → Customer emails: switch one of the two off, or customers get two.',
  control: {
    kind: 'choices',
    choices: [
      {
        value: 'no',
        label: 'Only when somebody sends one',
        hint: 'Each payment and refund has “Receipt” beside it.',
      },
      {
        value: 'yes',
        label: 'After every payment and refund',
        hint: 'From the next one on; cash and other collections included. What is only heard of a week later, and payments linked from Stripe, aren’t mailed.',
      },
    ],
  },
  typed: (flag) => (flag ? 'yes' : 'no'),
  read: (text) =>
    text === 'yes' || text === 'no' ? { value: text === 'yes' } : { problem: 'Choose one of these.' },
  words: (flag) => (flag ? 'after every payment and refund' : 'only when somebody sends one'),
};
