import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { ReconciliationRequests, type RequestedReconciliation } from './reconciliation-requests.port.js';

/** Asks for a look at all that Stripe has of a period. Returns its id: that of the first request with the same key. */
export class RequestReconciliation extends Command<string> {
  constructor(
    readonly request: RequestedReconciliation,
    readonly idempotency?: Idempotency,
  ) {
    super();
  }
}

@CommandHandler(RequestReconciliation)
export class RequestReconciliationHandler implements ICommandHandler<RequestReconciliation> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly requests: ReconciliationRequests,
  ) {}

  async execute({ request, idempotency }: RequestReconciliation): Promise<string> {
    const earlier =
      idempotency && (await this.unitOfWork.run(({ decisions }) => decisions.claim(idempotency, request.id)));
    const id = earlier ?? request.id;
    // Stored once per id: a repetition completes what a crash between the two left undone.
    await this.requests.add({ ...request, id });
    return id;
  }
}
