import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { NoteNotFound } from '../../domain/customer/note.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Takes a note off a customer; removing it twice is removing it once. Throws CustomerNotFound, NoteNotFound. */
export class RemoveNote extends Command<void> {
  constructor(
    readonly customer: string,
    readonly note: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(RemoveNote)
export class RemoveNoteHandler implements ICommandHandler<RemoveNote> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ customer, note: id, by }: RemoveNote): Promise<void> {
    return this.unitOfWork.run(async ({ wallets, notes }) => {
      const wallet = await wallets.lock(customer);
      const note = await notes.lock(id, wallet.customer);
      if (!note) throw new NoteNotFound(id);
      if (note.removed) return;
      const cause = { by, at: this.clock.now() };
      await notes.save({ ...note, removed: cause });
      wallet.recordHappening({ type: 'note_removed', note: id }, cause);
      await wallets.save(wallet);
    });
  }
}
