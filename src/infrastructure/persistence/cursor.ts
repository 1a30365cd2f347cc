import { validate } from 'uuid';
import { DomainError } from '../../domain/shared/domain-error.js';

/** Whether a part of a cursor is one that a page can have given. */
type Form = (part: string) => boolean;

export const isUuid: Form = (part) => validate(part);

/** To the millisecond, as a Date has it and `timestamptz(3)` keeps it. */
export const isInstant: Form = (part) => {
  const moment = new Date(part);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === part;
};

/** Where a list goes on: the values that its last row is ordered by. */
export function cursorOf(...parts: readonly (string | Date)[]): string {
  const texts = parts.map((part) => (part instanceof Date ? part.toISOString() : part));
  return Buffer.from(texts.join('|')).toString('base64url');
}

/** Throws `invalid_cursor` for what no page gave. */
export function cursorParts(cursor: string, forms: readonly Form[]): string[] {
  const parts = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  const fits = parts.length === forms.length && parts.every((part, index) => forms[index]?.(part));
  if (fits) return parts;
  throw new DomainError('invalid', 'invalid_cursor', 'cursor must be the next_cursor of an earlier page.', {
    field: 'cursor',
  });
}
