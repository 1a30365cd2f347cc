import { LONGEST_EMAIL, lineProblem } from '../shared/line-of-text.js';

/** Who the business is to its customers, besides its name: on receipts and on their own pages. Empty: not said. */
export interface BusinessDetails {
  /** Where customers reach it. */
  readonly contactEmail: string;
  readonly contactPhone: string;
  /** In lines, as on a letter. */
  readonly address: string;
  /** As the tax office wants it on receipts: "VAT PT 509 442 013". */
  readonly taxId: string;
  /** What stands below every receipt. */
  readonly receiptFooter: string;
}

export const NO_DETAILS: BusinessDetails = {
  contactEmail: '',
  contactPhone: '',
  address: '',
  taxId: '',
  receiptFooter: '',
};

export const LONGEST_DETAILS: Readonly<Record<keyof BusinessDetails, number>> = {
  contactEmail: LONGEST_EMAIL,
  contactPhone: 40,
  address: 300,
  taxId: 60,
  receiptFooter: 500,
};

type Rule = (text: string) => string | undefined;

/** What is wrong with one of them, to be read after its name, or undefined. */
export const BUSINESS_RULES: Readonly<Record<keyof BusinessDetails, Rule>> = {
  contactEmail: (text) =>
    text !== '' && !/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(text)
      ? 'must be an e-mail address, or empty'
      : line(LONGEST_DETAILS.contactEmail)(text),
  contactPhone: line(LONGEST_DETAILS.contactPhone),
  address: lines(LONGEST_DETAILS.address, 8),
  taxId: line(LONGEST_DETAILS.taxId),
  receiptFooter: lines(LONGEST_DETAILS.receiptFooter, 10),
};

function line(max: number): Rule {
  return (text) => lineProblem(text, { min: 0, max });
}

function lines(max: number, most: number): Rule {
  return (text) => {
    const each = text.split('\n');
    if ([...text].length > max) return `must be at most ${max} characters long`;
    if (each.length > most) return `must be at most ${most} lines`;
    return each.map(line(max)).find((problem) => problem !== undefined);
  };
}
