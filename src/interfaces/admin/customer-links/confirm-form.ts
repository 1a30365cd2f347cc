import { randomUUID } from 'node:crypto';
import type { BookingView } from '../../../application/booking/booking.views.js';
import type { FormProblem } from '../forms/form-errors.js';

/** A dialog that asks no more than yes or no; what is confirmed stands above the button. */
export interface ConfirmForm {
  readonly booking: Pick<BookingView, 'id' | 'reference' | 'version'>;
  readonly title: string;
  readonly subtitle: string;
  readonly outcome: string;
  readonly action: string;
  readonly submit: string;
  /** Whether what it confirms can be undone: it then stands out. */
  readonly danger?: boolean;
  /** Two ways of bringing a link to the customer. */
  readonly ways?: { readonly email: string; readonly byMail: boolean };
  /** Why there is nothing to confirm now. */
  readonly blocked?: string;
}

export function confirmForm(form: ConfirmForm, decision: string = randomUUID(), problem?: FormProblem) {
  return {
    form: {
      ...form,
      decision,
      problem,
      blocked: problem ? undefined : form.blocked,
      back: `/bookings/${form.booking.id}`,
      again: `${form.action}/new`,
    },
  };
}
