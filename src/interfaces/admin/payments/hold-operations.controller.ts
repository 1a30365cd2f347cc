import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { CapturePayment } from '../../../application/payment/capture-payment.command.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import { ReauthorizeHold } from '../../../application/payment/reauthorize-hold.command.js';
import { ReleaseHold } from '../../../application/payment/release-hold.command.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { MoneyForms, type MoneySubject } from './money-forms.js';

/** What becomes of a hold by our own hand: captured, released, or renewed before or after it ended. */
@ConsoleController('payments/:id')
export class HoldOperationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly forms: MoneyForms,
  ) {}

  @Get('capture/new')
  async newCapture(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.forms.show(await this.subject('capture', id), request, response);
  }

  @Post('capture')
  async capture(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const subject = await this.subject('capture', id);
    await this.forms.confirm(
      subject,
      body,
      request,
      response,
      ({ by, amount, expectedVersion, idempotency }) =>
        this.commands.execute(
          new CapturePayment({
            payment: subject.hold.id,
            operation: uuid(),
            amount,
            by,
            expectedVersion,
            idempotency,
          }),
        ),
    );
  }

  @Get('release/new')
  async newRelease(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.forms.show(await this.subject('release', id), request, response);
  }

  @Post('release')
  async release(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const subject = await this.subject('release', id);
    await this.forms.confirm(subject, body, request, response, ({ by, expectedVersion, idempotency }) =>
      this.commands.execute(
        new ReleaseHold({ payment: subject.hold.id, operation: uuid(), by, expectedVersion, idempotency }),
      ),
    );
  }

  @Get('reauthorize/new')
  async newRenewal(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.forms.show(await this.subject('renew', id), request, response);
  }

  @Post('reauthorize')
  async renew(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const subject = await this.subject('renew', id);
    const { hold, booking } = subject;
    await this.forms.confirm(
      subject,
      body,
      request,
      response,
      ({ by, amount, expectedVersion, idempotency }) =>
        this.commands.execute(
          new ReauthorizeHold({
            hold: hold.id,
            booking: booking.id,
            payment: uuid(),
            amount,
            by,
            expectedVersion,
            idempotency,
          }),
        ),
    );
  }

  private async subject(
    decided: 'capture' | 'release' | 'renew',
    id: string,
  ): Promise<Required<MoneySubject>> {
    const hold = await this.queries.execute(new GetPayment(requireUuid(id)));
    return { decided, hold, booking: await this.queries.execute(new GetBooking(hold.booking)) };
  }
}
