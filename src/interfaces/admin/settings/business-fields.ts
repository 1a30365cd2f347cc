import {
  BUSINESS_RULES,
  LONGEST_DETAILS,
  type BusinessDetails,
} from '../../../domain/settings/business-details.js';
import type { SettingField } from './setting-field.js';

type Fields = { readonly [Name in keyof BusinessDetails]: SettingField<Name> };

interface Words {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly section?: string;
}

/** Who the business is to its customers. None of them has to be said. */
export const BUSINESS_FIELDS: Fields = {
  contactEmail: field('contactEmail', 'email', {
    name: 'contact_email',
    section: 'What customers see of you',
    label: 'E-mail address for customers',
    hint: 'On receipts, and on the pages where customers pay.',
  }),
  contactPhone: field('contactPhone', 'tel', { name: 'contact_phone', label: 'Phone for customers' }),
  address: field('address', 4, { name: 'address', label: 'Address', hint: 'As it stands on a letter.' }),
  taxId: field('taxId', 'text', {
    name: 'tax_id',
    label: 'Tax number',
    hint: 'With what it is, such as “VAT PT 509 442 013”. On receipts.',
  }),
  receiptFooter: field('receiptFooter', 3, {
    name: 'receipt_footer',
    section: 'Receipts',
    label: 'Footer of receipts',
    hint: 'What the law or your manners ask for below each receipt.',
  }),
};

/** `look`: how many lines the field has, or of what type its one line is. */
function field<Name extends keyof BusinessDetails>(
  setting: Name,
  look: number | 'email' | 'tel' | 'text',
  words: Words,
): SettingField<Name> {
  return {
    setting,
    ...words,
    optional: true,
    control:
      typeof look === 'number'
        ? { kind: 'lines', rows: look }
        : { kind: 'line', type: look, longest: LONGEST_DETAILS[setting] },
    typed: (text: string) => text,
    read: (typed) => {
      const value = typed
        .split(/\r?\n/)
        .map((line) => line.trim())
        .join('\n')
        .trim();
      const problem = BUSINESS_RULES[setting](value);
      return problem === undefined ? { value } : { problem: `It ${problem}.` };
    },
    words: (text: string) => (text === '' ? 'nothing' : text.replaceAll('\n', ' / ')),
  };
}
