import type { PaymentState } from '../payment/payment-transitions.js';
import type { Refund } from '../payment/refund.js';
import { LONGEST_EMAIL } from '../shared/line-of-text.js';
import { DomainError } from '../shared/domain-error.js';

/** Why no money has moved that a receipt could be for. `reversed`: a collection that was a mistake. */
export type WithoutReceipt = PaymentState | Refund['status'] | 'reversed';

/** A receipt is for money that was really taken or given back. */
export class NoReceipt extends DomainError {
  override readonly name = 'NoReceipt';
  constructor(what: 'payment' | 'refund', state: WithoutReceipt) {
    super('conflict', 'no_receipt', `There is no receipt for this ${what}: ${reasonOf(what, state)}`, {
      state,
    });
  }
}

function reasonOf(what: 'payment' | 'refund', state: WithoutReceipt): string {
  if (state === 'reversed') return 'it was reversed as a mistake.';
  if (what === 'refund' && state === 'pending') return 'the money is still on its way.';
  const said = state.replaceAll('_', ' ');
  if (what === 'refund') return `it is ${said}, so the money is back with the business.`;
  if (state === 'authorized') return 'the money is held and hasn’t been taken.';
  return `it is ${said}, so no money was taken by it${state === 'in_doubt' ? ' as far as is known' : ''}.`;
}

/** Where a receipt is to go is no e-mail address. */
export class RecipientNotAccepted extends DomainError {
  override readonly name = 'RecipientNotAccepted';
  constructor() {
    super(
      'invalid',
      'recipient_not_accepted',
      `Type one e-mail address of at most ${LONGEST_EMAIL} characters.`,
      { field: 'email', maximum: LONGEST_EMAIL },
    );
  }
}

/** The address without the white space around it. Throws RecipientNotAccepted. */
export function recipientOf(email: string): string {
  const address = email.trim();
  if (address.length > LONGEST_EMAIL || !/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(address))
    throw new RecipientNotAccepted();
  return address;
}
