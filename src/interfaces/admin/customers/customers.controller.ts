import { Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { ListCustomers, type CustomerCriteria } from '../../../application/customer/list-customers.query.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { Pages } from '../views/pages.js';
import { customerCriteriaFrom, customersHref, customersView } from './customers-view.js';

@ConsoleController('customers')
export class CustomersController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria = customerCriteriaFrom(query);
    const page = await this.page(criteria);
    // A cursor of another order, or one that was cut off: the first page instead.
    if (!page) return response.redirect(303, customersHref({ ...criteria, cursor: undefined }));
    this.pages.send(response, 'customers/list', customersView(criteria, page));
  }

  private async page(criteria: CustomerCriteria) {
    try {
      return await this.queries.execute(new ListCustomers(criteria));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_cursor') return undefined;
      throw error;
    }
  }
}
