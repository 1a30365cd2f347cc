import { SYSTEM, type Actor, type Cause } from '../shared/actor.js';
import { DomainError } from '../shared/domain-error.js';
import { MailBeingSent, NothingToDismiss } from './mail-errors.js';
import { isMishap, MAIL_TRANSITIONS, type MailState } from './mail-states.js';

export interface MailData {
  readonly id: string;
  readonly state: MailState;
  /** How often the mail server was tried, ever. */
  readonly attempts: number;
  /** The same since a person, or what caused the mail, last asked for it. */
  readonly attemptsInRow: number;
  /** How often the mail server accepted it. */
  readonly timesSent: number;
  /** The attempt under way, or the one whose outcome isn't known. */
  readonly attempt?: { readonly id: string; readonly since: Date };
  readonly nextAttemptAt?: Date;
  /** Why it isn't sent (yet), for people. */
  readonly reason?: string;
  /** Since when nobody needs to look at what came of it; until something else does. */
  readonly dismissedAt?: Date;
}

export interface MailEvent {
  readonly type:
    | 'mail_queued'
    | 'mail_kept'
    | 'mail_sent'
    | 'mail_not_sent'
    | 'mail_failed'
    | 'mail_in_doubt'
    | 'mail_dismissed';
  readonly at: Date;
  readonly by: Actor;
  readonly note?: string;
}

/** What the mail server said to one attempt. */
export type Delivery =
  | { readonly outcome: 'sent'; readonly note: string }
  /** It certainly wasn't accepted, and may be later. */
  | { readonly outcome: 'not_sent'; readonly note: string }
  /** It certainly wasn't accepted, and never will be. */
  | { readonly outcome: 'refused'; readonly note: string }
  /** It may have been accepted. */
  | { readonly outcome: 'unknown'; readonly note: string };

/** How patiently a mail is tried again: after `firstSeconds`, then twice as long each time, up to an hour. */
export interface RetryPace {
  readonly firstSeconds: number;
}

const LONGEST_PAUSE_SECONDS = 3600;
/** A day and a half at the usual pace. */
const MOST_ATTEMPTS_IN_ROW = 40;

/**
 * One mail on its way to one person. It is handed to the mail server once for each time that somebody decided to send
 * it: an attempt that may have gone through is never repeated by itself.
 */
export class Mail {
  readonly events: MailEvent[] = [];

  private constructor(private data: MailData) {}

  static restore(data: MailData): Mail {
    return new Mail(data);
  }

  get id(): string {
    return this.data.id;
  }

  get state(): MailState {
    return this.data.state;
  }

  /** It came back to waiting with this change. */
  get isDueAgain(): boolean {
    return this.events.length > 0 && this.state === 'queued';
  }

  /** Whether it is this attempt that is under way. */
  isTriedBy(attempt: string): boolean {
    return this.state === 'sending' && this.data.attempt?.id === attempt;
  }

  /** Starts an attempt if the mail waits for one; tells whether it did. */
  begin(attempt: string, at: Date): boolean {
    if (this.state !== 'queued') return false;
    if (this.data.nextAttemptAt && this.data.nextAttemptAt > at) return false;
    this.move('sending', {
      attempts: this.data.attempts + 1,
      attemptsInRow: this.data.attemptsInRow + 1,
      attempt: { id: attempt, since: at },
      nextAttemptAt: undefined,
    });
    return true;
  }

  /** There is no mail server to send it with. */
  keep(at: Date): void {
    if (this.state !== 'queued') return;
    const reason = 'No mail server is set up.';
    this.move('kept', { nextAttemptAt: undefined, reason });
    this.record('mail_kept', { by: SYSTEM, at });
  }

  /** Takes in how an attempt ended; also one that was given up as unknown meanwhile. Another attempt's is ignored. */
  conclude(attempt: string, { outcome, note }: Delivery, pace: RetryPace, at: Date): void {
    const isOpen = this.state === 'sending' || this.state === 'unknown';
    if (!isOpen || this.data.attempt?.id !== attempt) return;
    const cause = { by: SYSTEM, at };
    switch (outcome) {
      case 'sent':
        this.move('sent', { attempt: undefined, timesSent: this.data.timesSent + 1, reason: undefined });
        return this.record('mail_sent', cause, note);
      case 'refused':
        return this.giveUp(note, cause);
      case 'not_sent':
        if (this.data.attemptsInRow >= MOST_ATTEMPTS_IN_ROW) return this.giveUp(note, cause);
        this.move('queued', {
          attempt: undefined,
          nextAttemptAt: new Date(at.getTime() + 1000 * this.pauseSeconds(pace)),
          reason: note,
        });
        return this.record('mail_not_sent', cause, note);
      case 'unknown':
        if (this.state === 'unknown') return;
        this.move('unknown', { reason: note });
        return this.record('mail_in_doubt', cause, note);
    }
  }

  /** Whoever made the attempt that began before `since` is gone, and nobody knows how far it came. */
  abandonAttempt(since: Date, at: Date): void {
    const { attempt } = this.data;
    if (this.state !== 'sending' || !attempt || attempt.since > since) return;
    const note = 'Purser was interrupted while it handed the mail to the mail server.';
    this.conclude(attempt.id, { outcome: 'unknown', note }, { firstSeconds: 1 }, at);
  }

  /** A person (or program) decides to send it, again or at once. Throws MailBeingSent. */
  sendAgain(cause: Cause): void {
    if (this.state === 'sending') throw new MailBeingSent(this.id);
    if (this.state !== 'queued') this.move('queued', {});
    this.data = {
      ...this.data,
      attemptsInRow: 0,
      attempt: undefined,
      nextAttemptAt: cause.at,
      reason: undefined,
    };
    this.record('mail_queued', cause);
  }

  /** Whoever it was for knows by other means, or need not. A second time it changes nothing. Throws NothingToDismiss. */
  dismiss(cause: Cause): void {
    if (!isMishap(this.state)) throw new NothingToDismiss(this.id, this.state);
    if (this.data.dismissedAt) return;
    this.data = { ...this.data, dismissedAt: cause.at };
    this.record('mail_dismissed', cause);
  }

  toData(): MailData {
    return this.data;
  }

  private giveUp(note: string, cause: Cause): void {
    this.move('failed', { attempt: undefined, reason: note });
    this.record('mail_failed', cause, note);
  }

  private pauseSeconds({ firstSeconds }: RetryPace): number {
    return Math.min(LONGEST_PAUSE_SECONDS, firstSeconds * 2 ** (this.data.attemptsInRow - 1));
  }

  private move(state: MailState, changes: Partial<MailData>): void {
    if (!MAIL_TRANSITIONS[this.state].includes(state)) {
      throw new DomainError(
        'conflict',
        'mail_transition',
        `A mail that is ${this.state} can’t become ${state}.`,
        {
          state: this.state,
        },
      );
    }
    this.data = { ...this.data, dismissedAt: undefined, ...changes, state };
  }

  private record(type: MailEvent['type'], { by, at }: Cause, note?: string): void {
    this.events.push({ type, at, by, ...(note === undefined ? {} : { note }) });
  }
}
