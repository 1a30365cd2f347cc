import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  changedMethod,
  movedMethod,
  type ListedMethod,
  type WantedMethodChange,
} from '../../domain/payment/collection-methods.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Renames a way of collecting money, retires it, takes it up again or gives it another place in the order. Throws
 * CollectionMethodNotFound, MethodLabelNotAccepted, CollectionMethodExists, LastCollectionMethod and
 * RetiredMethodHasNoPlace.
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
      const listed = await stored.lock();
      // Run again after it was stored, it changes nothing.
      const { before, after, hasChanged } = changedMethod(listed, code, wanted);
      if (hasChanged) await stored.save({ setting: 'collectionMethod', before, after }, by, this.clock.now());
      if (wanted.position === undefined) return after;
      const methods = listed.map((method) => (method === before ? after : method));
      const arranged = movedMethod(methods, code, wanted.position);
      const change = {
        setting: 'collectionOrder',
        before: labelsInUse(methods),
        after: labelsInUse(arranged),
      } as const;
      if (change.before.join('\n') !== change.after.join('\n'))
        await stored.arrange(arranged, change, by, this.clock.now());
      return after;
    });
  }
}

function labelsInUse(methods: readonly ListedMethod[]): string[] {
  return methods.filter(({ isRetired }) => !isRetired).map(({ label }) => label);
}
