import { DomainError, type ErrorDetails } from '../../../src/domain/shared/domain-error.js';

/** Runs what must be refused, and hands over the refusal after checking its code and the details that are given. */
export function expectRefused(refused: () => unknown, code: string, details: ErrorDetails = {}): DomainError {
  try {
    refused();
  } catch (error) {
    return checked(error, code, details);
  }
  throw new Error(`Expected a refusal with ${code}, but it was allowed.`);
}

/** The same for what answers later. */
export async function expectLaterRefused(
  refused: Promise<unknown>,
  code: string,
  details: ErrorDetails = {},
): Promise<DomainError> {
  try {
    await refused;
  } catch (error) {
    return checked(error, code, details);
  }
  throw new Error(`Expected a refusal with ${code}, but it was allowed.`);
}

function checked(error: unknown, code: string, details: ErrorDetails): DomainError {
  if (!(error instanceof DomainError)) throw error;
  expect(error.code).toBe(code);
  expect(error.details).toMatchObject(details);
  expect(error.message).not.toBe('');
  return error;
}
