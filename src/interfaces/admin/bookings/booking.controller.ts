import { Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ConsoleController } from '../console-controller.js';
import { Pages } from '../views/pages.js';
import { BookingPageBuilder } from './booking-page.js';
import { requireUuid } from './ids.js';

@ConsoleController('bookings')
export class BookingController {
  constructor(
    private readonly page: BookingPageBuilder,
    private readonly pages: Pages,
  ) {}

  @Get(':id')
  async show(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.pages.send(response, 'bookings/show', await this.page.build(requireUuid(id)));
  }
}
