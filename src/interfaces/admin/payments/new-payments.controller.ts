import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { ChargeBooking } from '../../../application/payment/charge-booking.command.js';
import { PlaceHold } from '../../../application/payment/place-hold.command.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { MoneyForms, type MoneySubject } from './money-forms.js';

/** Charges and holds: money asked of a booking's customer. */
@ConsoleController('bookings/:id')
export class NewPaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly forms: MoneyForms,
  ) {}

  @Get('charges/new')
  async newCharge(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.forms.show(await this.subject('charge', id), request, response);
  }

  @Post('charges')
  async charge(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const subject = await this.subject('charge', id);
    await this.forms.confirm(subject, body, request, response, (confirmed) =>
      this.commands.execute(
        new ChargeBooking({ ...confirmed, booking: subject.booking.id, payment: uuid() }),
      ),
    );
  }

  @Get('holds/new')
  async newHold(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.forms.show(await this.subject('hold', id), request, response);
  }

  @Post('holds')
  async hold(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const subject = await this.subject('hold', id);
    await this.forms.confirm(subject, body, request, response, (confirmed) =>
      this.commands.execute(new PlaceHold({ ...confirmed, booking: subject.booking.id, payment: uuid() })),
    );
  }

  private async subject(decided: 'charge' | 'hold', id: string): Promise<MoneySubject> {
    return { decided, booking: await this.queries.execute(new GetBooking(requireUuid(id))) };
  }
}
