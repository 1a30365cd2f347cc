import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { CorrectCustomer } from '../../../application/customer/correct-customer.command.js';
import type { CustomerView } from '../../../application/customer/customer.views.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';

interface Typed {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

type Problems = Readonly<Partial<Record<keyof Typed, string>>>;

/** Puts right by what a customer is known. */
@ConsoleController('customers/:id/details')
export class CorrectionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const customer = await this.customer(id);
    this.render(response, customer, typedIn(takeDraft(request), customer));
  }

  @Post()
  async correct(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const customer = await this.customer(id);
    const expectedVersion = wholeNumberOf(body, 'version');
    if (expectedVersion === undefined) throw new FormExpired();
    const typed = typedIn(body, customer);
    const { change, problems } = read(typed);
    if (Object.keys(problems).length > 0) return this.render(response, customer, typed, problems);
    try {
      const by = actorOf(request);
      await this.commands.execute(
        new CorrectCustomer({ customer: customer.id, change, expectedVersion, by }),
      );
    } catch (error) {
      const problem = formProblem(error, { email_taken: 'email' });
      const beside = problem.field === undefined ? {} : { [problem.field]: problem.message };
      return this.render(response, await this.customer(id), typed, beside, problem);
    }
    leaveToast(request, {
      id: `corrected-${customer.id}-${expectedVersion}`,
      tone: 'good',
      title: `${change.name} is saved`,
    });
    await seeOther(request, response, `/customers/${customer.id}`);
  }

  private customer(id: string): Promise<CustomerView> {
    return this.queries.execute(new GetCustomer(requireUuid(id)));
  }

  private render(
    response: Response,
    customer: CustomerView,
    typed: Typed,
    problems: Problems = {},
    problem?: FormProblem,
  ): void {
    const wrong = Object.keys(problems).length > 0;
    const form = {
      customer,
      typed,
      problems,
      problem: problem?.field === undefined ? problem : undefined,
      wrong,
      action: `/customers/${customer.id}/details`,
      back: `/customers/${customer.id}`,
    };
    this.pages.send(response, 'customers/correct', { form }, problem?.status ?? (wrong ? 422 : 200));
  }
}

/** As it was typed, or else as it is. */
function typedIn(fields: FormFields, { name, email, phone = '' }: CustomerView): Typed {
  if (!('name' in fields)) return { name, email, phone };
  return { name: textOf(fields, 'name'), email: textOf(fields, 'email'), phone: textOf(fields, 'phone') };
}

function read(typed: Typed): { readonly change: Typed; readonly problems: Problems } {
  const problems: { -readonly [Field in keyof Typed]?: string } = {};
  const line = (field: keyof Typed, longest: number, missing?: string) => {
    const text = typed[field].replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
    if (text === '' && missing) problems[field] = missing;
    else if ([...text].length > longest) problems[field] = `At most ${longest} characters.`;
    return text;
  };
  const name = line('name', 200, 'What is the customer called?');
  const email = line('email', 254, 'Enter the customer’s e-mail address.');
  if (!problems.email && !/^[^\s@]+@[^\s@]+$/.test(email)) problems.email = 'That isn’t an e-mail address.';
  return { change: { name, email, phone: line('phone', 40) }, problems };
}
