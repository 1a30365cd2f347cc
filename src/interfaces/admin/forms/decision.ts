import { createHash, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { validate } from 'uuid';
import type { DecisionContext } from '../../../application/payment/payment-decision.js';
import { FormExpired } from '../errors/form-expired.js';
import { actorOf } from '../session/signed-in.guard.js';
import type { FormProblem } from './form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from './form-fields.js';

/** Figures that are gone, or spent: a new look is a new decision. */
const DECIDED_ANEW = new Set(['booking_changed', 'idempotency_key_reused']);

/**
 * Who decided, on which version of the booking; and by the form's own id, so that sending it twice decides once.
 * `asked`: all that was decided. Throws FormExpired when the form isn't one of ours.
 */
export function decisionIn(
  body: FormFields,
  request: Request,
  asked: readonly string[],
): Required<DecisionContext> & { readonly key: string } {
  const key = textOf(body, 'decision');
  const expectedVersion = wholeNumberOf(body, 'version');
  if (!validate(key) || expectedVersion === undefined) throw new FormExpired();
  const fingerprint = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  return {
    key,
    by: actorOf(request),
    expectedVersion,
    idempotency: { scope: 'console', key, fingerprint },
  };
}

/** The id that the form carries when it comes back. */
export function decisionAfter(problem: FormProblem, body: FormFields): string {
  return DECIDED_ANEW.has(problem.code) ? randomUUID() : textOf(body, 'decision');
}

/** In the words of a form, where the domain speaks of keys. */
export function inFormWords(problem: FormProblem): FormProblem {
  if (problem.code !== 'idempotency_key_reused') return problem;
  return {
    ...problem,
    message:
      'This form was already sent, with something else in it. What was sent first stands; look at the booking before you decide anew.',
  };
}
