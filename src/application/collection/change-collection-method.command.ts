import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  changedMethod,
  type ListedMethod,
  type WantedMethodChange,
} from '../../domain/payment/collection-methods.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Renames a way of collecting money, retires it or takes it up again. Throws CollectionMethodNotFound,
 * MethodLabelNotAccepted, CollectionMethodExists and LastCollectionMethod.
 */
export class ChangeCollectionMethod extends Command<ListedMethod> {
  constructor(
    readonly code: string,
    readonly wanted: WantedMethodChange,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(ChangeCollectionMethod)
export class ChangeCollectionMethodHandler implements ICommandHandler<ChangeCollectionMethod> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ code, wanted, by }: ChangeCollectionMethod): Promise<ListedMethod> {
    return this.unitOfWork.run(async ({ collectionMethods: stored }) => {
      // Run again after it was stored, it changes nothing.
      const { before, after, hasChanged } = changedMethod(await stored.lock(), code, wanted);
      if (hasChanged) await stored.save({ setting: 'collectionMethod', before, after }, by, this.clock.now());
      return after;
    });
  }
}
