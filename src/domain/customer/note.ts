import type { Actor, Cause } from '../shared/actor.js';
import { DomainError } from '../shared/domain-error.js';

/** The longest that a note may be, in characters. */
export const LONGEST_NOTE = 2000;

/** What staff wrote down about a customer. It is removed, never reworded: who wrote what stays true. */
export interface CustomerNote {
  readonly id: string;
  readonly customer: string;
  readonly text: string;
  readonly addedAt: Date;
  readonly addedBy: Actor;
  readonly removed?: { readonly at: Date; readonly by: Actor };
}

export class NoteOutOfBounds extends DomainError {
  override readonly name = 'NoteOutOfBounds';
  constructor(length: number) {
    super(
      'invalid',
      'note_out_of_bounds',
      length === 0 ? 'Write something first.' : `That is too long: at most ${LONGEST_NOTE} characters.`,
      { maximum: LONGEST_NOTE, length },
    );
  }
}

export class NoteNotFound extends DomainError {
  override readonly name = 'NoteNotFound';
  constructor(id: string) {
    super('not_found', 'note_not_found', `This customer has no note ${id}.`, { note: id });
  }
}

/** Line breaks stay as they are; what nobody can read is none of it. Throws NoteOutOfBounds. */
export function noteOf(
  note: { readonly id: string; readonly customer: string; readonly text: string },
  { by, at }: Cause,
): CustomerNote {
  const text = note.text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, ' ')
    .trim();
  const { length } = [...text];
  if (length === 0 || length > LONGEST_NOTE) throw new NoteOutOfBounds(length);
  return { ...note, text, addedAt: at, addedBy: by };
}
