export interface LineBounds {
  readonly min?: number;
  readonly max: number;
}

/**
 * What is wrong with a line of text, to be read after the name of its field, or undefined. PostgreSQL keeps no NUL, and
 * nobody wants to read the other control characters.
 */
export function lineProblem(text: string, { min = 1, max }: LineBounds): string | undefined {
  const length = [...text].length;
  if (length < min || length > max) return `must be ${min} to ${max} characters long, not ${length}`;
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return 'must be one line without control characters';
  return undefined;
}

export const LONGEST_EMAIL = 254;
