import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { noteOf, type CustomerNote } from '../../domain/customer/note.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

export interface NewNote {
  /** A fresh id, chosen by the caller: the same decision always carries the same one. */
  readonly note: string;
  readonly customer: string;
  readonly text: string;
  readonly by: Actor;
  readonly idempotency?: Idempotency;
}

/** Writes something down about a customer. Throws CustomerNotFound, NoteOutOfBounds. */
export class AddNote extends Command<CustomerNote> {
  constructor(readonly wanted: NewNote) {
    super();
  }
}

@CommandHandler(AddNote)
export class AddNoteHandler implements ICommandHandler<AddNote> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: AddNote): Promise<CustomerNote> {
    return this.unitOfWork.run((transaction) => this.add(transaction, wanted));
  }

  private async add({ wallets, notes, decisions }: Transaction, wanted: NewNote): Promise<CustomerNote> {
    const wallet = await wallets.lock(wanted.customer);
    // Stored by an earlier run of this work, or sent twice.
    const stored = await notes.lock(wanted.note, wallet.customer);
    if (stored) return stored;
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.note));
    const known = earlier && (await notes.lock(earlier, wallet.customer));
    if (known) return known;
    const cause = { by: wanted.by, at: this.clock.now() };
    const note = noteOf({ id: wanted.note, customer: wallet.customer, text: wanted.text }, cause);
    await notes.add(note);
    wallet.recordHappening({ type: 'note_added', note: note.id }, cause);
    await wallets.save(wallet);
    return note;
  }
}
