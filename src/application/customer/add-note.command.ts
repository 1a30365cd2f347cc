import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { noteOf } from '../../domain/customer/note.js';
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

/** Writes something down about a customer; gives the note's id. Throws CustomerNotFound, NoteOutOfBounds. */
export class AddNote extends Command<string> {
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

  execute({ wanted }: AddNote): Promise<string> {
    return this.unitOfWork.run((transaction) => this.add(transaction, wanted));
  }

  private async add({ wallets, notes, decisions }: Transaction, wanted: NewNote): Promise<string> {
    const wallet = await wallets.lock(wanted.customer);
    // Stored by an earlier run of this work, or sent twice.
    if (await notes.lock(wanted.note, wallet.customer)) return wanted.note;
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.note));
    if (earlier) return earlier;
    const cause = { by: wanted.by, at: this.clock.now() };
    const note = noteOf({ id: wanted.note, customer: wallet.customer, text: wanted.text }, cause);
    await notes.add(note);
    wallet.recordHappening({ type: 'note_added', note: note.id }, cause);
    await wallets.save(wallet);
    return note.id;
  }
}
