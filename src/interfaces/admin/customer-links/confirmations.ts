import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { decisionAfter, decisionIn, inFormWords } from '../forms/decision.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast, type Toast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { confirmForm, type ConfirmForm } from './confirm-form.js';

type Decision = ReturnType<typeof decisionIn>;

/** What dialogs that ask for a yes have in common. */
@Injectable()
export class Confirmations {
  constructor(private readonly pages: Pages) {}

  show(form: ConfirmForm, response: Response): void {
    response.set('Cache-Control', 'private, no-cache');
    this.pages.send(response, 'customer-links/confirm', confirmForm(form));
  }

  /** Does what was confirmed, and says so on the booking's page; a refusal comes back into the form as it is by then. */
  async confirm(
    form: () => Promise<ConfirmForm>,
    body: FormFields,
    request: Request,
    response: Response,
    act: (decision: Decision, byMail: boolean) => Promise<Omit<Toast, 'id'>>,
  ): Promise<void> {
    const { action, booking } = await form();
    const way = textOf(body, 'way');
    const decision = decisionIn(body, request, [action, way]);
    try {
      const toast = await act(decision, way !== 'copy');
      leaveToast(request, { id: `toast-${decision.key}`, ...toast });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, {}));
      const now = await form();
      const again = { ...now, ways: now.ways && { ...now.ways, byMail: way !== 'copy' } };
      this.pages.send(
        response,
        'customer-links/confirm',
        confirmForm(again, decisionAfter(problem, body), problem),
        problem.status,
      );
    }
  }
}
