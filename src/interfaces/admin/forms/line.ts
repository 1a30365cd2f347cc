import { DomainError } from '../../../domain/shared/domain-error.js';

/** What was typed into a field for words: one line, without the white space around it. Throws `text_too_long`. */
export function lineIn(text: string, longest: number): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\s]+/gu, ' ').trim();
  if ([...line].length <= longest) return line;
  throw new DomainError('invalid', 'text_too_long', `That is too long: at most ${longest} characters.`, {
    maximum: longest,
  });
}
