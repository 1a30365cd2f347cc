import type { Request } from 'express';

export type Tone = 'good' | 'warn' | 'bad' | 'info';

/** What the next page says in its top-right corner; of several with one id, the last. */
export interface Toast {
  readonly id: string;
  readonly tone: Tone;
  readonly title: string;
  readonly text?: string;
}

export function leaveToast(request: Request, toast: Toast): void {
  const others = (request.session.toasts ?? []).filter(({ id }) => id !== toast.id);
  request.session.toasts = [...others, toast];
}

/** Each is said once. */
export function takeToasts(request: Request): readonly Toast[] {
  const { toasts = [] } = request.session;
  if (toasts.length > 0) delete request.session.toasts;
  return toasts;
}
