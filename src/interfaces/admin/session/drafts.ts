import type { Request } from 'express';

/** What was typed into a form that had expired when it was sent, for the form to show once more. */
export interface Draft {
  /** The path of the form's page. */
  readonly form: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Never kept: they belong to one sending of the form. */
const NOT_TYPED = new Set(['_csrf', 'decision', 'version', 'password']);

/** The page of a form lies under the address it is sent to: `/bookings/…/charges` → `/bookings/…/charges/new`. */
export function formPathOf(request: Request): string {
  return `${request.path}/new`;
}

export function keepDraft(request: Request): void {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return;
  const fields = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !NOT_TYPED.has(entry[0]),
  );
  request.session.draft = { form: formPathOf(request), fields: Object.fromEntries(fields) };
}

/** What was typed into this page's form before, if anything. */
export function takeDraft(request: Request): Readonly<Record<string, string>> {
  const { draft } = request.session;
  if (!draft || draft.form !== request.path) return {};
  delete request.session.draft;
  return draft.fields;
}
