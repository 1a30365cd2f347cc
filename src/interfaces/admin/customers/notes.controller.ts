import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, validate } from 'uuid';
import { AddNote } from '../../../application/customer/add-note.command.js';
import type { CustomerView } from '../../../application/customer/customer.views.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { RemoveNote } from '../../../application/customer/remove-note.command.js';
import { LONGEST_NOTE } from '../../../domain/customer/note.js';
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

/** What staff write down about a customer. */
@ConsoleController('customers/:id/notes')
export class NotesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.render(response, await this.customer(id), randomUuid(), takeDraft(request).text ?? '');
  }

  /** The form's own id is the note's: sending it twice adds it once. */
  @Post()
  async add(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const customer = await this.customer(id);
    const note = textOf(body, 'decision');
    if (!validate(note)) throw new FormExpired();
    const text = textOf(body, 'text');
    try {
      await this.commands.execute(new AddNote({ note, customer: customer.id, text, by: actorOf(request) }));
    } catch (error) {
      const problem = formProblem(error, { note_out_of_bounds: 'text' });
      return this.render(response, customer, note, text, problem);
    }
    leaveToast(request, { id: `added-note-${note}`, tone: 'good', title: 'Note added' });
    await seeOther(request, response, `/customers/${customer.id}`);
  }

  /** Its words stay in nobody's way, and who removed it stays in the history. */
  @Post(':note/removal')
  async remove(
    @Param('id') id: string,
    @Param('note') note: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const customer = await this.customer(id);
    await this.commands.execute(new RemoveNote(customer.id, requireUuid(note), actorOf(request)));
    leaveToast(request, { id: `note-removed-${note}`, tone: 'info', title: 'Note removed' });
    await seeOther(request, response, `/customers/${customer.id}`);
  }

  private customer(id: string): Promise<CustomerView> {
    return this.queries.execute(new GetCustomer(requireUuid(id)));
  }

  private render(
    response: Response,
    customer: CustomerView,
    decision: string,
    text: string,
    problem?: FormProblem,
  ): void {
    const form = {
      customer,
      decision,
      text,
      longest: LONGEST_NOTE,
      textError: problem?.field === 'text' ? problem.message : undefined,
      problem: problem?.field === undefined ? problem : undefined,
      action: `/customers/${customer.id}/notes`,
      back: `/customers/${customer.id}`,
    };
    this.pages.send(response, 'customers/note', { form }, problem?.status);
  }
}
