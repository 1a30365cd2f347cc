import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { addedMethod, methodCalled, type ListedMethod } from '../../domain/payment/collection-methods.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** One more way of collecting money. Throws MethodLabelNotAccepted and CollectionMethodExists. */
export class AddCollectionMethod extends Command<ListedMethod> {
  constructor(
    readonly label: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(AddCollectionMethod)
export class AddCollectionMethodHandler implements ICommandHandler<AddCollectionMethod> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ label, by }: AddCollectionMethod): Promise<ListedMethod> {
    return this.unitOfWork.run(async ({ collectionMethods: stored, isRepeated }) => {
      const methods = await stored.lock();
      // Stored by an earlier run of this work: no two are called the same.
      const earlier = isRepeated ? methodCalled(methods, label) : undefined;
      if (earlier) return earlier;
      const after = addedMethod(methods, label);
      await stored.save({ setting: 'collectionMethod', before: null, after }, by, this.clock.now());
      return after;
    });
  }
}
