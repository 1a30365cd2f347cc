import type { Actor, Cause } from '../shared/actor.js';
import type { CurrencyCode } from '../shared/currency.js';
import { DomainError } from '../shared/domain-error.js';
import { ExportOver } from './export-errors.js';
import { requirePeriod, type ExportOrder } from './export-order.js';
import { EXPORT_TRANSITIONS, isUnderWay, type ExportState } from './export-states.js';

/** Whoever writes it says so more often than this; silent for longer, it is taken for gone. */
export const EXPORT_LEASE_MS = 30_000;
/** So long a file is kept. */
export const EXPORT_KEPT_DAYS = 7;
/** It isn't begun again for ever. */
export const MOST_EXPORT_ATTEMPTS = 5;

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the file adds up to in one currency, to check against. Amounts in minor units, by column. */
export interface ExportTotal {
  readonly currency: CurrencyCode;
  readonly rows: number;
  readonly amounts: Readonly<Record<string, bigint>>;
}

/** What came of writing it. */
export interface WrittenExport {
  /** The one moment as of which all of the file is true. */
  readonly asOf: Date;
  readonly totals: readonly ExportTotal[];
}

export interface ExportData extends ExportOrder {
  readonly id: string;
  readonly state: ExportState;
  /** Who writes it now, and when they were last heard of. */
  readonly attempt?: { readonly id: string; readonly heardAt: Date };
  readonly attempts: number;
  readonly written?: WrittenExport;
  /** Why it isn't written (yet), for people. */
  readonly reason?: string;
  readonly requestedAt: Date;
  readonly requestedBy: Actor;
  readonly finishedAt?: Date;
  readonly canceledBy?: Actor;
  /** When the file is removed. */
  readonly expiresAt?: Date;
}

/**
 * A file that somebody asked for. One writer at a time: whoever begins anew makes what the one before wrote worthless,
 * and that one finds out with the next piece.
 */
export class Export {
  private constructor(private data: ExportData) {}

  /** Throws ExportPeriodRefused. */
  static request(order: ExportOrder & { readonly id: string }, { by, at }: Cause): Export {
    requirePeriod(order.period);
    return new Export({ ...order, state: 'queued', attempts: 0, requestedAt: at, requestedBy: by });
  }

  static restore(data: ExportData): Export {
    return new Export(data);
  }

  get id(): string {
    return this.data.id;
  }

  get state(): ExportState {
    return this.data.state;
  }

  get isUnderWay(): boolean {
    return isUnderWay(this.state);
  }

  isWrittenBy(attempt: string): boolean {
    return this.state === 'running' && this.data.attempt?.id === attempt;
  }

  /** Begins to write it, unless somebody does or it is over; tells whether it did. */
  begin(attempt: string, at: Date): boolean {
    if (!this.isUnderWay || this.isHeardOf(at)) return false;
    this.move('running', {
      attempt: { id: attempt, heardAt: at },
      attempts: this.data.attempts + 1,
    });
    return true;
  }

  /** All of it is written. Another writer's word, or one after it was stopped, is ignored. */
  finish(attempt: string, written: WrittenExport, at: Date): void {
    if (!this.isWrittenBy(attempt)) return;
    const expiresAt = new Date(at.getTime() + EXPORT_KEPT_DAYS * DAY_MS);
    this.move('ready', { written, attempt: undefined, reason: undefined, finishedAt: at, expiresAt });
  }

  /** The writer has to stop here: it is begun anew by whoever comes first. */
  giveBack(attempt: string): void {
    if (!this.isWrittenBy(attempt)) return;
    this.move('queued', { attempt: undefined });
  }

  /** It went wrong: it is begun anew, but not for ever. */
  stumble(attempt: string, reason: string, at: Date): void {
    if (!this.isWrittenBy(attempt)) return;
    if (this.data.attempts < MOST_EXPORT_ATTEMPTS) this.move('queued', { attempt: undefined, reason });
    else this.move('failed', { attempt: undefined, reason, finishedAt: at });
  }

  /** Throws ExportOver; a second time it changes nothing. */
  cancel({ by, at }: Cause): void {
    if (this.state === 'canceled') return;
    if (!this.isUnderWay) throw new ExportOver(this.id, this.state);
    this.move('canceled', { attempt: undefined, finishedAt: at, canceledBy: by });
  }

  toData(): ExportData {
    return this.data;
  }

  private isHeardOf(at: Date): boolean {
    const { attempt } = this.data;
    return attempt !== undefined && at.getTime() - attempt.heardAt.getTime() < EXPORT_LEASE_MS;
  }

  private move(state: ExportState, changes: Partial<ExportData>): void {
    if (!EXPORT_TRANSITIONS[this.state].includes(state)) {
      const message = `An export that is ${this.state} can’t become ${state}.`;
      throw new DomainError('conflict', 'export_transition', message, { state: this.state });
    }
    this.data = { ...this.data, ...changes, state };
  }
}
