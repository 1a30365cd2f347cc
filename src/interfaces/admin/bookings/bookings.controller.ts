import { Get, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid } from 'uuid';
import { CountMatchingBookings } from '../../../application/batch/count-matching-bookings.query.js';
import { CountBookings } from '../../../application/booking/count-bookings.query.js';
import { ListBookings, type BookingCriteria } from '../../../application/booking/list-bookings.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { selectionView } from '../batches/selection-form.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { bookingsView, criteriaFrom, listHref } from './bookings-view.js';

@ConsoleController()
export class BookingsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  @Get()
  home(@Res() response: Response): void {
    response.redirect(303, '/bookings');
  }

  @Get('bookings')
  async list(@Query() query: FormFields, @Req() _request: Request, @Res() response: Response): Promise<void> {
    const criteria = criteriaFrom(query);
    const page = await this.page(criteria);
    // A cursor of another order, or one that was cut off: the first page instead.
    if (!page) return response.redirect(303, listHref({ ...criteria, cursor: undefined }));
    const tallies = await this.queries.execute(new CountBookings());
    const view = bookingsView(criteria, page, tallies, this.views.format, this.clock.now());
    const matching = view.allShown
      ? page.rows.length
      : (view.inAll?.bookings ?? (await this.queries.execute(new CountMatchingBookings(criteria))));
    const choose = selectionView(criteria, randomUuid(), matching);
    this.pages.send(response, 'bookings/list', { ...view, choose });
  }

  private async page(criteria: BookingCriteria) {
    try {
      return await this.queries.execute(new ListBookings(criteria));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_cursor' && criteria.cursor)
        return undefined;
      throw error;
    }
  }
}
