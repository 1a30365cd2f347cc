import { createHash } from 'node:crypto';
import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, validate } from 'uuid';
import type { BookingRow } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { ListBookings } from '../../../application/booking/list-bookings.query.js';
import { GetUnmatchedPayment } from '../../../application/payment/get-unmatched-payment.query.js';
import { LinkUnmatchedPayment } from '../../../application/payment/link-unmatched-payment.command.js';
import { rankSearched } from '../../../application/payment/link-suggestions.js';
import type { UnmatchedPaymentView } from '../../../application/payment/unmatched-payment.views.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { linkForm } from './link-form.js';

const FIELDS = { nothing_chosen: 'booking', currency_mismatch: 'booking' };
const MOST_RESULTS = 8;
/** Newest first; the best of them are shown. */
const MOST_RANKED = 100;

interface Choice {
  readonly booking: string;
  readonly version: number;
}

/** Says which booking an unmatched payment was for. */
@ConsoleController('unmatched-payments/:id/link')
export class LinkController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly settings: BusinessSettings,
  ) {}

  @Get('new')
  async show(
    @Param('id') id: string,
    @Query() query: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.found(id);
    const chosen = takeDraft(request).booking?.split('.')[0] ?? textOf(query, 'booking');
    const q = textOf(query, 'q').trim().slice(0, 200);
    response.set('Cache-Control', 'private, no-cache');
    await this.render(response, found, { chosen, q, decision: randomUuid() });
  }

  @Post()
  async link(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.found(id);
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    try {
      const { booking, version } = choiceIn(body);
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([found.id, booking]))
        .digest('hex');
      await this.commands.execute(
        new LinkUnmatchedPayment({
          unmatched: found.id,
          booking,
          expectedVersion: version,
          idempotency: { scope: 'console', key: decision, fingerprint },
          by: actorOf(request),
        }),
      );
      await this.tell(found, booking, decision, request);
      await seeOther(request, response, `/bookings/${booking}`);
    } catch (error) {
      const problem = formProblem(error, FIELDS);
      const [chosen = ''] = textOf(body, 'booking').split('.');
      const again = { chosen, q: textOf(body, 'q'), decision: randomUuid(), problem };
      await this.render(response, await this.found(id), again);
    }
  }

  private found(id: string): Promise<UnmatchedPaymentView> {
    return this.queries.execute(new GetUnmatchedPayment(requireUuid(id)));
  }

  private async tell(
    found: UnmatchedPaymentView,
    id: string,
    decision: string,
    request: Request,
  ): Promise<void> {
    const { format } = this.views;
    const booking = await this.queries.execute(new GetBooking(id));
    const { reference, paymentStatus, outstanding, overpaid, currency } = booking;
    const left = outstanding > 0 ? ` ${format.money(outstanding, currency)} outstanding.` : '';
    const over = overpaid > 0 ? ` ${format.money(overpaid, currency)} more than owed.` : '';
    leaveToast(request, {
      id: `toast-${decision}`,
      tone: 'good',
      title: `${format.money(found.amount, found.currency)} linked to ${reference}`,
      text: `${reference} is now ${PAYMENT_STATUS_LABELS[paymentStatus]}.${left}${over}`,
    });
  }

  private async render(
    response: Response,
    found: UnmatchedPaymentView,
    {
      chosen: id,
      q,
      decision,
      problem,
    }: { chosen: string; q: string; decision: string; problem?: FormProblem },
  ): Promise<void> {
    const matching = q === '' ? undefined : await this.search(found, q);
    const results = matching?.rows.slice(0, MOST_RESULTS);
    const chosen = await this.chosen(found, id);
    const form = linkForm(
      { found, chosen, q, results, decision, problem },
      this.settings.stripeDashboardUrl,
      this.views.format,
    );
    const left = (matching?.rows.length ?? 0) - MOST_RESULTS;
    const more = left > 0 && { count: left, atLeast: matching?.isCut };
    this.pages.send(response, 'unmatched-payments/link', { form: { ...form, more } }, problem?.status);
  }

  /** `isCut`: there are more than were ranked. */
  private async search(found: UnmatchedPaymentView, q: string) {
    const { rows, nextCursor } = await this.queries.execute(new ListBookings({ q, limit: MOST_RANKED }));
    return { rows: rankSearched(found, q, rows), isCut: nextCursor !== undefined };
  }

  private async chosen(found: UnmatchedPaymentView, id: string): Promise<BookingRow | undefined> {
    if (found.linked || !validate(id)) return undefined;
    return this.queries.execute(new GetBooking(id));
  }
}

/** The booking and the version of it whose outcome was shown. */
function choiceIn(body: FormFields): Choice {
  const [booking = '', version = ''] = textOf(body, 'booking').split('.');
  if (validate(booking) && /^\d{1,15}$/.test(version)) return { booking, version: Number(version) };
  throw new DomainError('invalid', 'nothing_chosen', 'Choose the booking that it was for.');
}
