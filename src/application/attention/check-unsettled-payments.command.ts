import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UnsettledPayments } from './unsettled-payments.port.js';

/** Has Stripe asked now about a payment (or all) whose outcome isn't known. Moves no money that wasn't decided on before. */
export class CheckUnsettledPayments extends Command<number> {
  constructor(readonly payment?: string) {
    super();
  }
}

@CommandHandler(CheckUnsettledPayments)
export class CheckUnsettledPaymentsHandler implements ICommandHandler<CheckUnsettledPayments> {
  constructor(private readonly unsettled: UnsettledPayments) {}

  execute({ payment }: CheckUnsettledPayments): Promise<number> {
    return this.unsettled.tryNow(payment);
  }
}
