/**
 * `queued` waits for its next attempt; `sending` is being handed to the mail server; `unknown` may have been accepted by
 * it or not; `kept` was not sent because no mail server is set up.
 */
export const MAIL_STATES = ['queued', 'sending', 'sent', 'failed', 'unknown', 'kept'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** What came of a mail that somebody has to look at: it didn't reach the customer, or may not have. */
export const MAIL_MISHAPS = ['failed', 'unknown'] as const satisfies readonly MailState[];

export function isMishap(state: MailState): boolean {
  return MAIL_MISHAPS.some((each) => each === state);
}

/**
 * From a state to those that may follow it. Only a decision of a person leads out of `failed`, `kept` and `sent`; out of
 * `unknown` that, or an answer that came late after all.
 */
export const MAIL_TRANSITIONS: Readonly<Record<MailState, readonly MailState[]>> = {
  queued: ['sending', 'kept'],
  sending: ['sent', 'queued', 'failed', 'unknown'],
  unknown: ['sent', 'failed', 'queued'],
  failed: ['queued'],
  kept: ['queued'],
  sent: ['queued'],
};
