import { GatewayUnavailable } from '../../../application/payment/gateway-errors.js';
import { DomainError } from '../../../domain/shared/domain-error.js';

/** Why a form comes back: beside which field, in which words, under which status. */
export interface FormProblem {
  readonly status: 409 | 422 | 503;
  readonly code: string;
  /** Undefined: about the form as a whole. */
  readonly field?: string;
  readonly message: string;
}

/** Which field a refusal is about, by its code. */
export type FieldsByCode = Readonly<Record<string, string>>;

/** The form's answer to a refusal; anything that nobody expected is thrown on. */
export function formProblem(error: unknown, fields: FieldsByCode): FormProblem {
  if (error instanceof GatewayUnavailable) {
    return {
      status: 503,
      code: 'stripe_unavailable',
      message: 'Stripe can’t be reached right now. Nothing was sent; try again in a moment.',
    };
  }
  if (!(error instanceof DomainError) || error.kind === 'not_found') throw error;
  return {
    status: error.kind === 'invalid' ? 422 : 409,
    code: error.code,
    field: fields[error.code],
    message: error.message,
  };
}
