import type { Actor, Cause } from '../shared/actor.js';
import { type Money } from '../shared/money.js';
import {
  BatchChanged,
  BatchNotInState,
  NoBookingsChosen,
  NothingToCharge,
  TooManyBookings,
} from './batch-errors.js';
import { canBatchMove, type BatchState } from './batch-states.js';

/** As many bookings as one batch may have. */
export const MOST_BOOKINGS = 10_000;

/** So many bookings of one batch are charged at the same time, well below what Stripe allows. https://docs.stripe.com/rate-limits */
export const LANES = 4;

/** A lane charges one booking after the other, each by a turn of its own. Whoever has a turn that is over has nothing to do. */
export interface Turn {
  readonly lane: number;
  /** From 1. */
  readonly turn: number;
}

/** How much would be charged in one currency, and on how many bookings. */
export interface BatchTotal {
  readonly amount: Money;
  readonly bookings: number;
}

interface Deed {
  readonly by: Actor;
  readonly at: Date;
}

export interface ChargeBatchData {
  readonly id: string;
  readonly state: BatchState;
  readonly version: number;
  /** How many bookings were chosen, and how many of them have been examined. */
  readonly size: number;
  readonly examined: number;
  /** What the review found chargeable, by currency. Amounts of different currencies are never added up. */
  readonly totals: readonly BatchTotal[];
  /** Bookings that are yet to be charged, or are being charged now. */
  readonly open: number;
  /** Bookings whose turn never came, because the batch was stopped. */
  readonly stopped: number;
  /** The turn that each lane is at. 0: nothing was left for it to begin. */
  readonly lanes: readonly number[];
  readonly made: Deed;
  readonly started?: Deed;
  readonly stoppedBy?: Deed;
  readonly endedAt?: Date;
}

/**
 * Bookings that are reviewed, confirmed and charged together. What was reviewed never changes, so who starts a batch
 * starts what they saw. It keeps count of its bookings; each of them is charged by a payment of its own.
 */
export class ChargeBatch {
  private constructor(private data: ChargeBatchData) {}

  /** `size` bookings were chosen. Throws NoBookingsChosen, and TooManyBookings with the bound. */
  static make(id: string, size: number, cause: Cause): ChargeBatch {
    if (size === 0) throw new NoBookingsChosen();
    if (size > MOST_BOOKINGS) throw new TooManyBookings(MOST_BOOKINGS);
    return new ChargeBatch({
      id,
      state: 'preparing',
      version: 1,
      size,
      examined: 0,
      totals: [],
      open: 0,
      stopped: 0,
      lanes: [],
      made: cause,
    });
  }

  static restore(data: ChargeBatchData): ChargeBatch {
    return new ChargeBatch(data);
  }

  get id(): string {
    return this.data.id;
  }

  get state(): BatchState {
    return this.data.state;
  }

  get version(): number {
    return this.data.version;
  }

  /** Whether the next booking may be charged. */
  get mayBegin(): boolean {
    return this.state === 'running';
  }

  get isUnderWay(): boolean {
    return this.state === 'running' || this.state === 'stopping';
  }

  /** Who charges, as bookings and payments show it: whoever started the batch, by it. */
  get chargedBy(): Actor {
    const { started, made, id } = this.data;
    return { ...(started ?? made).by, batch: id };
  }

  /** The turns that somebody has in hand, or should have. */
  get turns(): Turn[] {
    return this.data.lanes.map((turn, lane) => ({ lane, turn })).filter((each) => this.isAt(each));
  }

  /** Whether it is this turn that the lane is at. */
  isAt({ lane, turn }: Turn): boolean {
    return this.isUnderWay && turn > 0 && this.data.lanes[lane] === turn;
  }

  toData(): ChargeBatchData {
    return this.data;
  }

  /** Some bookings have been examined; `chargeable`: what can be charged on each that can. */
  examine(bookings: number, chargeable: readonly Money[]): void {
    const { examined, size, open } = this.data;
    this.data = {
      ...this.data,
      examined: examined + bookings,
      open: open + chargeable.length,
      totals: chargeable.reduce(withAmount, this.data.totals),
    };
    if (this.data.examined >= size) this.move('review');
  }

  /**
   * Begins to charge what was reviewed. A batch that was started before stays as it is: false. Throws BatchNotInState,
   * BatchChanged when `seen` isn't its version, and NothingToCharge.
   */
  start(seen: number | undefined, cause: Cause): boolean {
    if (this.data.started) return false;
    if (this.state !== 'review') throw new BatchNotInState('Starting', this.state, 'review');
    if (seen !== undefined && seen !== this.version) throw new BatchChanged(seen, this.version);
    if (this.data.open === 0) throw new NothingToCharge(this.data.size);
    this.move('running');
    const lanes = Array.from({ length: Math.min(LANES, this.data.open) }, () => 1);
    this.data = { ...this.data, started: cause, lanes };
    return true;
  }

  /**
   * Charges nothing that wasn't decided on; one that never started is discarded. What was stopped, or is over, stays so.
   * `waiting`: how many bookings' turn hasn't come.
   */
  stop(waiting: number, cause: Cause): void {
    if (!canBatchMove(this.state, 'discarded') && !canBatchMove(this.state, 'stopping')) return;
    if (canBatchMove(this.state, 'discarded')) {
      this.move('discarded');
      this.data = { ...this.data, open: 0, stoppedBy: cause, endedAt: cause.at };
      return;
    }
    this.move('stopping');
    const { open, stopped } = this.data;
    this.data = { ...this.data, open: open - waiting, stopped: stopped + waiting, stoppedBy: cause };
    this.endIfNothingIsOpen(cause.at);
  }

  /** A booking was charged, as far as that is up to the batch, or left out, or (`isStopped`) stopped before either. */
  conclude(at: Date, isStopped = false): void {
    const { open, stopped } = this.data;
    this.data = { ...this.data, open: open - 1, stopped: isStopped ? stopped + 1 : stopped };
    this.endIfNothingIsOpen(at);
  }

  /** The turn is over: the lane's next one, if there is any. */
  takeNext({ lane, turn }: Turn): Turn | undefined {
    const next = { lane, turn: turn + 1 };
    this.putAt(next);
    return this.isAt(next) ? next : undefined;
  }

  /** Nothing is left for the lane to begin; what others have begun is theirs to end. */
  leave({ lane }: Turn): void {
    this.putAt({ lane, turn: 0 });
  }

  private putAt({ lane, turn }: Turn): void {
    this.data = { ...this.data, lanes: this.data.lanes.map((at, index) => (index === lane ? turn : at)) };
  }

  private endIfNothingIsOpen(at: Date): void {
    if (this.data.open > 0) return;
    this.move(this.data.stopped > 0 ? 'stopped' : 'done');
    this.data = { ...this.data, endedAt: at };
  }

  private move(to: BatchState): void {
    if (!canBatchMove(this.state, to)) throw new BatchNotInState(`Becoming ${to}`, this.state, to);
    this.data = { ...this.data, state: to, version: this.version + 1 };
  }
}

function withAmount(totals: readonly BatchTotal[], amount: Money): readonly BatchTotal[] {
  const known = totals.find((total) => total.amount.currency === amount.currency);
  if (!known) return [...totals, { amount, bookings: 1 }];
  const sum = { amount: known.amount.plus(amount), bookings: known.bookings + 1 };
  return totals.map((total) => (total === known ? sum : total));
}
