import type { Response } from 'express';
import { DomainError } from '../../../domain/shared/domain-error.js';

/** Sends a page of a list. An address whose cursor was cut off leads to the `first` one. */
export async function orFirstPage(
  response: Response,
  first: string,
  send: () => Promise<void>,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
    response.redirect(303, first);
  }
}
