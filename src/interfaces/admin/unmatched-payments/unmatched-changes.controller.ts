import { Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { streamChanges } from '../bookings/changes-stream.js';
import { ConsoleController } from '../console-controller.js';
import { wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { THE_LIST, UnmatchedWatch } from './unmatched-watch.js';

@ConsoleController('unmatched-payments')
export class UnmatchedChangesController {
  constructor(private readonly watch: UnmatchedWatch) {}

  /** `of`: the version of the list that the page shows. */
  @Get('changes')
  changes(@Query() query: FormFields, @Req() request: Request, @Res() response: Response): void {
    const known = new Map([[THE_LIST, wholeNumberOf(query, 'of') ?? 0]]);
    streamChanges(this.watch, known, request, response);
  }
}
