import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideMerge, type MergeChoice } from '../../domain/customer/merge.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

export interface NewMerge {
  /** A fresh id, chosen by the caller: the same decision always carries the same one. */
  readonly merge: string;
  /** The customer who is left. */
  readonly survivor: string;
  /** The one whose record leads to the other from then on. */
  readonly merged: string;
  readonly keep?: MergeChoice;
  readonly reason: string;
  /** The versions of the two that were decided on. */
  readonly expectedVersions?: { readonly survivor?: number; readonly merged?: number };
  readonly by: Actor;
  readonly idempotency?: Idempotency;
}

export interface DecidedMerge {
  readonly survivor: string;
  /** They had been merged before; nothing new came of it. */
  readonly repeated: boolean;
}

/**
 * Makes one customer of two that are one person: bookings, cards, links, notes and unmatched payments are the survivor's
 * from then on, and whatever knew the other by id, e-mail address or Stripe customer finds the survivor. Nothing is asked
 * of Stripe, where both stay as they are. Throws CustomerNotFound, CardsChanged, and what decideMerge throws.
 */
export class MergeCustomers extends Command<DecidedMerge> {
  constructor(readonly wanted: NewMerge) {
    super();
  }
}

@CommandHandler(MergeCustomers)
export class MergeCustomersHandler implements ICommandHandler<MergeCustomers> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: MergeCustomers): Promise<DecidedMerge> {
    return this.unitOfWork.run((transaction) => this.merge(transaction, wanted));
  }

  private async merge({ merges, wallets, decisions }: Transaction, wanted: NewMerge): Promise<DecidedMerge> {
    const { survivor, merged, moved } = await merges.lock(wanted.survivor, wanted.merged);
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.merge));
    const before = await merges.findOf(merged.id);
    if (before?.survivor === survivor.id) {
      // Stored by an earlier run of this work, or decided before: they are one already.
      return { survivor: survivor.id, repeated: before.merge !== wanted.merge || earlier !== undefined };
    }
    const decided = decideMerge(survivor, merged, wanted.keep ?? {}, wanted.reason);
    const [own, theirs] = [await wallets.lock(survivor.id), await wallets.lock(merged.id)];
    own.expectVersion(wanted.expectedVersions?.survivor);
    theirs.expectVersion(wanted.expectedVersions?.merged);

    const cause = { by: wanted.by, at: this.clock.now() };
    const news = {
      merge: wanted.merge,
      merged: merged.id,
      reason: decided.reason,
      before: { survivor: survivor.contact, merged: merged.contact },
      moved: { ...moved, cards: theirs.cards.length },
    };
    own.absorb(theirs, news, cause);
    await merges.store({
      ...news,
      survivor: survivor.id,
      contact: decided.contact,
      version: own.version,
      cause,
    });
    await wallets.save(own);
    return { survivor: survivor.id, repeated: false };
  }
}
