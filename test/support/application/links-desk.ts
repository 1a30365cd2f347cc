import type { CommandBus } from '@nestjs/cqrs';
import {
  AskToAuthenticate,
  AskToAuthenticateHandler,
  type NewAuthenticationLink,
} from '../../../src/application/customer-link/ask-to-authenticate.command.js';
import {
  AuthenticateByLink,
  AuthenticateByLinkHandler,
} from '../../../src/application/customer-link/authenticate-by-link.command.js';
import {
  CreatePaymentLink,
  CreatePaymentLinkHandler,
  type NewPaymentLink,
} from '../../../src/application/customer-link/create-payment-link.command.js';
import {
  LookByLink,
  LookByLinkHandler,
} from '../../../src/application/customer-link/look-by-link.command.js';
import { PayByLink, PayByLinkHandler } from '../../../src/application/customer-link/pay-by-link.command.js';
import {
  StopCustomerLink,
  StopCustomerLinkHandler,
} from '../../../src/application/customer-link/stop-customer-link.command.js';
import {
  CancelPayment,
  CancelPaymentHandler,
} from '../../../src/application/payment/cancel-payment.command.js';
import {
  CloseDeclinedPayment,
  CloseDeclinedPaymentHandler,
} from '../../../src/application/payment/close-declined-payment.command.js';
import { CheckoutSender } from '../../../src/application/payment/checkout-sender.js';
import { OutdatedPages } from '../../../src/application/payment/outdated-pages.js';
import type { PaymentSender } from '../../../src/application/payment/payment-sender.js';
import { RecoverCheckout } from '../../../src/application/payment/recover-checkout.js';
import type { NewOperation, RequestOperation } from '../../../src/application/payment/request-operation.js';
import { SyncStripeCaptureHandler } from '../../../src/application/payment/sync-stripe-capture.command.js';
import type { CustomerLinkData } from '../../../src/domain/customer-link/customer-link.js';
import { ANA } from '../domain/causes.js';
import { LISBON_SETTINGS } from './business.js';
import { FakePages } from './fake-pages.js';
import type { FakeStripe } from './fake-stripe.js';
import type { InMemoryUnitOfWork } from './in-memory-unit-of-work.js';
import type { SettableClock } from './settable-clock.js';

interface DeskParts {
  readonly unitOfWork: InMemoryUnitOfWork;
  readonly stripe: FakeStripe;
  readonly clock: SettableClock;
  readonly sender: PaymentSender;
  readonly requestOperation: RequestOperation;
}

/** What staff do with links, and customers by them. */
export class LinksDesk {
  readonly pages: FakePages;
  readonly recovery: RecoverCheckout;
  private readonly checkouts: CheckoutSender;
  private readonly outdated: OutdatedPages;

  constructor(private readonly parts: DeskParts) {
    const { unitOfWork, stripe, clock } = parts;
    this.pages = new FakePages(stripe, clock, () => unitOfWork.isInTransaction);
    this.checkouts = new CheckoutSender(this.pages, stripe, unitOfWork, LISBON_SETTINGS, clock);
    this.outdated = new OutdatedPages(unitOfWork, this.checkouts, clock);
    this.recovery = new RecoverCheckout(unitOfWork, this.checkouts, this.outdated, this.pages, clock);
  }

  create(wanted: Partial<NewPaymentLink> = {}) {
    const { unitOfWork, stripe, clock } = this.parts;
    return new CreatePaymentLinkHandler(unitOfWork, stripe, LISBON_SETTINGS, clock).execute(
      new CreatePaymentLink({ booking: 'booking-1', link: 'link-1', days: 7, by: ANA, ...wanted }),
    );
  }

  /** The customer presses the button; `payment` is the id of what that may begin. */
  press(payment = 'p1', link = 'link-1') {
    const { unitOfWork, stripe, clock } = this.parts;
    const handler = new PayByLinkHandler(
      unitOfWork,
      this.checkouts,
      this.outdated,
      this.pages,
      stripe,
      clock,
    );
    return handler.execute(new PayByLink(this.link(link).token, payment));
  }

  comeBack(link = 'link-1') {
    const { unitOfWork, stripe, clock } = this.parts;
    const sync = new SyncStripeCaptureHandler(unitOfWork, clock);
    return new LookByLinkHandler(unitOfWork, this.checkouts, this.pages, stripe, sync).execute(
      new LookByLink(this.link(link).token),
    );
  }

  giveUp(wanted: Partial<NewOperation> = {}) {
    return this.cancel(new CancelPayment({ payment: 'p1', operation: 'op-1', by: ANA, ...wanted }));
  }

  stop(link = 'link-1', operation = 'op-stop') {
    const { unitOfWork, clock } = this.parts;
    const commands = { execute: (command: CancelPayment) => this.cancel(command) } as unknown as CommandBus;
    return new StopCustomerLinkHandler(unitOfWork, commands, clock).execute(
      new StopCustomerLink(link, operation, ANA),
    );
  }

  askToAuthenticate(payment = 'p1', link = 'link-1', wanted: Partial<NewAuthenticationLink> = {}) {
    const { unitOfWork, clock } = this.parts;
    return new AskToAuthenticateHandler(unitOfWork, LISBON_SETTINGS, clock).execute(
      new AskToAuthenticate({ payment, link, days: 7, by: ANA, ...wanted }),
    );
  }

  /** The customer wants to confirm with their bank. */
  authenticate(attempt = 'attempt-1', link = 'link-1') {
    const { unitOfWork, clock } = this.parts;
    return new AuthenticateByLinkHandler(unitOfWork, this.pages, LISBON_SETTINGS, clock).execute(
      new AuthenticateByLink(this.link(link).token, attempt),
    );
  }

  /** What the worker does about a payment that was declined. */
  closeDeclined(payment = 'p1', paymentIntent = 'pi_1') {
    const { unitOfWork, stripe, clock } = this.parts;
    const sync = new SyncStripeCaptureHandler(unitOfWork, clock);
    return new CloseDeclinedPaymentHandler(stripe, sync).execute(
      new CloseDeclinedPayment(payment, paymentIntent),
    );
  }

  link(id = 'link-1'): CustomerLinkData {
    const found = this.parts.unitOfWork.stored.links.get(id);
    if (!found) throw new Error(`No link ${id} is stored.`);
    return found;
  }

  private cancel(command: CancelPayment) {
    const { requestOperation, sender } = this.parts;
    return new CancelPaymentHandler(requestOperation, sender, this.checkouts).execute(command);
  }
}
