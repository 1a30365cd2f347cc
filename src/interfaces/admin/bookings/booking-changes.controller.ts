import { Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { BookingWatch } from './booking-watch.js';
import { knownFrom, streamChanges } from './changes-stream.js';

@ConsoleController('bookings')
export class BookingChangesController {
  constructor(private readonly watch: BookingWatch) {}

  /** `of`: what the page shows; a version that is no longer current is told at once. */
  @Get('changes')
  changes(@Query() query: FormFields, @Req() request: Request, @Res() response: Response): void {
    streamChanges(this.watch, knownFrom(textOf(query, 'of')), request, response);
  }
}
