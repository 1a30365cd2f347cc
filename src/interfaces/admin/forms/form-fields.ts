/** A parsed form or query: each field may be text, repeated or missing, whatever was sent. */
export type FormFields = Readonly<Record<string, unknown>>;

/** The field's text as it was typed; empty when it is missing or not text. */
export function textOf(fields: FormFields | undefined, name: string): string {
  const value = fields?.[name];
  return typeof value === 'string' ? value : '';
}

/** A whole number from 0, or undefined. */
export function wholeNumberOf(fields: FormFields | undefined, name: string): number | undefined {
  const text = textOf(fields, name);
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
