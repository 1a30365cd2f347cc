import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { LinkNotFound } from '../../domain/customer-link/customer-link-errors.js';
import type { PaymentReport } from '../../domain/payment/payment-report.js';
import type { Actor } from '../../domain/shared/actor.js';
import { CheckoutGateway } from '../payment/checkout-gateway.port.js';
import { GatewayUnavailable } from '../payment/gateway-errors.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { requireWaiting } from './ask-to-authenticate.command.js';
import { linkAddress } from './link-token.js';
import type { NextStep } from './next-step.js';

/**
 * The customer wants to confirm a payment with their bank: tries the same PaymentIntent once more, now that they are
 * there, and leads to where their bank asks them. One PaymentIntent is paid once at most, however often this is asked.
 * What isn't owed any more isn't asked for. Throws LinkNotFound, LinkNotOpen, and PaymentNotInState once the payment doesn't wait any more.
 */
export class AuthenticateByLink extends Command<NextStep> {
  constructor(
    readonly token: string,
    /** A fresh id: the idempotency key of the confirmation, should this press begin one. */
    readonly attempt: string,
  ) {
    super();
  }
}

interface Waiting {
  readonly booking: string;
  readonly payment: string;
  readonly paymentIntent: string;
  readonly paymentMethod: string;
  readonly by: Actor;
}

const WAIT: NextStep = { outcome: 'wait' };
const LOOK: NextStep = { outcome: 'look' };

@CommandHandler(AuthenticateByLink)
export class AuthenticateByLinkHandler implements ICommandHandler<AuthenticateByLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly checkouts: CheckoutGateway,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ token, attempt }: AuthenticateByLink): Promise<NextStep> {
    try {
      return await this.lead(token, attempt);
    } catch (error) {
      if (error instanceof GatewayUnavailable) return WAIT;
      throw error;
    }
  }

  private async lead(token: string, attempt: string): Promise<NextStep> {
    const waiting = await this.unitOfWork.run((transaction) => this.load(transaction, token));
    if (!waiting) return LOOK;
    const { report, next } = await this.checkouts.retrieveConfirmation(waiting.paymentIntent);
    // Under way already: the bank asks at one address.
    if (next !== undefined) {
      await this.unitOfWork.run((transaction) => this.endAttempt(transaction, token));
      return { outcome: 'go', address: next };
    }
    // A decline that nobody told of yet is lost once it is confirmed again.
    await this.record(waiting, report);
    if (report.status !== 'requires_payment_method') return LOOK;
    const key = await this.unitOfWork.run((transaction) => this.keepAttempt(transaction, token, attempt));
    return key === undefined ? LOOK : this.confirm(waiting, token, key);
  }

  private async confirm(waiting: Waiting, token: string, key: string): Promise<NextStep> {
    const { answer, next } = await this.checkouts.confirm(
      waiting.paymentIntent,
      waiting.paymentMethod,
      `${linkAddress(this.settings.publicUrl, token)}/back`,
      key,
    );
    const report = 'report' in answer ? answer.report : undefined;
    if (report) await this.record(waiting, report);
    switch (answer.outcome) {
      case 'rate_limited':
      case 'unavailable':
      case 'unknown':
      case 'broken_off':
      case 'locked_out':
        return WAIT;
      default:
        await this.unitOfWork.run((transaction) => this.endAttempt(transaction, token));
        return next === undefined ? LOOK : { outcome: 'go', address: next };
    }
  }

  /** Undefined once it isn't owed any more. */
  private async load({ bookings, links }: Transaction, token: string): Promise<Waiting | undefined> {
    const link = await links.findByToken(token);
    const { booking: of, payment: id } = link?.toData() ?? {};
    if (!link || of === undefined || id === undefined) throw new LinkNotFound();
    const booking = await bookings.lock(of);
    link.requireOpen(this.clock.now());
    requireWaiting(booking, id);
    if (!booking.isStillOwed(id)) return undefined;
    const { paymentIntent, paymentMethod, card } = booking.payment(id).toData();
    const method = card?.id ?? paymentMethod;
    if (paymentIntent === undefined || method === undefined)
      throw new Error(`Payment ${id} has no PaymentIntent or no card.`);
    const by = { kind: 'customer', id: booking.about.customer, name: booking.about.contact.name } as const;
    return { booking: of, payment: id, paymentIntent, paymentMethod: method, by };
  }

  /** The key of the confirmation whose outcome isn't known yet, or else the new one. Undefined if nothing is to be sent. */
  private async keepAttempt(
    transaction: Transaction,
    token: string,
    attempt: string,
  ): Promise<string | undefined> {
    const { booking, link, payment } = await this.lock(transaction, token);
    link.requireOpen(this.clock.now());
    if (booking.payment(payment).state !== 'requires_action') return undefined;
    requireWaiting(booking, payment);
    if (!booking.isStillOwed(payment)) return undefined;
    const open = link.toData().attempt;
    if (open !== undefined) return open;
    link.beginAttempt(attempt);
    await transaction.links.save(link);
    return attempt;
  }

  private async endAttempt(transaction: Transaction, token: string): Promise<void> {
    const { link } = await this.lock(transaction, token);
    link.endAttempt();
    await transaction.links.save(link);
  }

  private async lock({ bookings, links }: Transaction, token: string) {
    const found = await links.findByToken(token);
    const { booking: of, payment } = found?.toData() ?? {};
    if (!found || of === undefined || payment === undefined) throw new LinkNotFound();
    const booking = await bookings.lock(of);
    return { booking, link: await links.lock(found.id), payment };
  }

  private async record({ booking: id, payment, by }: Waiting, report: PaymentReport): Promise<void> {
    await this.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock(id);
      booking.recordReport(payment, report, { by, at: this.clock.now() });
      await bookings.save(booking);
    });
  }
}
