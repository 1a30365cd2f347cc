import { createHash } from 'node:crypto';
import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, validate } from 'uuid';
import type { CustomerView } from '../../../application/customer/customer.views.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { ListCustomers } from '../../../application/customer/list-customers.query.js';
import { ListLikelyDuplicates } from '../../../application/customer/list-likely-duplicates.query.js';
import { MergeCustomers } from '../../../application/customer/merge-customers.command.js';
import { PreviewMerge } from '../../../application/customer/preview-merge.query.js';
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
import { likelyRow, mergeForm, mergeHref, typedMerge, type TypedMerge } from './merge-form.js';

const MOST_RESULTS = 8;

/** Makes one customer of two that are one person: the other is found first, and both are looked at side by side. */
@ConsoleController('customers/:id/merges')
export class MergeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  async show(
    @Param('id') id: string,
    @Query() query: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const customer = await this.customer(id);
    const draft = takeDraft(request);
    const other = textOf(query, 'with') || (draft.with ?? '');
    response.set('Cache-Control', 'private, no-cache');
    if (!validate(other) || other === customer.id)
      return this.renderChoice(response, customer, textOf(query, 'q').trim().slice(0, 200));
    await this.renderPreview(response, customer, other, typedMerge(draft), randomUuid());
  }

  @Post()
  async merge(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const survivor = requireUuid(id);
    const merged = requireUuid(textOf(body, 'with'));
    const decision = textOf(body, 'decision');
    const versions = [wholeNumberOf(body, 'version'), wholeNumberOf(body, 'version_of_other')] as const;
    if (!validate(decision) || versions.includes(undefined)) throw new FormExpired();
    const typed = typedMerge(body);
    const asked = JSON.stringify([survivor, merged, typed]);
    const fingerprint = createHash('sha256').update(asked).digest('hex');
    try {
      await this.commands.execute(
        new MergeCustomers({
          merge: decision,
          survivor,
          merged,
          ...typed,
          expectedVersions: { survivor: versions[0], merged: versions[1] },
          by: actorOf(request),
          idempotency: { scope: 'console', key: decision, fingerprint },
        }),
      );
    } catch (error) {
      const problem = formProblem(error, { reason_missing: 'reason' });
      const customer = await this.queries.execute(new GetCustomer(survivor));
      return this.renderPreview(response, customer, merged, typed, randomUuid(), problem);
    }
    const customer = await this.customer(survivor);
    leaveToast(request, {
      id: `merged-${decision}`,
      tone: 'good',
      title: `${customer.name} is one customer now`,
      text: 'Bookings, cards, links and notes of both are here.',
    });
    await seeOther(request, response, `/customers/${customer.id}`);
  }

  private customer(id: string): Promise<CustomerView> {
    return this.queries.execute(new GetCustomer(requireUuid(id)));
  }

  private async renderChoice(response: Response, customer: CustomerView, q: string): Promise<void> {
    const likely = await this.queries.execute(new ListLikelyDuplicates(customer.id));
    const found = q === '' ? undefined : await this.search(q, customer);
    const form = {
      customer,
      q,
      likely: likely.map((each) => likelyRow(each, customer.id)),
      searched: found !== undefined,
      found,
      searchAction: `/customers/${customer.id}/merges/new`,
      back: `/customers/${customer.id}`,
    };
    this.pages.send(response, 'customers/merge-choice', { form });
  }

  private async search(q: string, customer: CustomerView) {
    const { rows } = await this.queries.execute(new ListCustomers({ q, limit: MOST_RESULTS + 1 }));
    return rows
      .filter(({ id }) => id !== customer.id)
      .slice(0, MOST_RESULTS)
      .map((row) => ({ ...row, href: mergeHref(customer.id, row.id) }));
  }

  private async renderPreview(
    response: Response,
    { id, name }: CustomerView,
    merged: string,
    typed: TypedMerge,
    decision: string,
    problem?: FormProblem,
  ): Promise<void> {
    const preview = await this.queries.execute(new PreviewMerge(id, merged));
    // They are one by now, or the other is somebody else's: there is nothing to confirm here.
    if (!problem && (preview.survivor.mergedInto ?? preview.merged.mergedInto) !== undefined)
      return response.redirect(303, `/customers/${merged}`);
    const form = { ...mergeForm(preview, typed, decision, problem), customer: name };
    this.pages.send(response, 'customers/merge', { form }, problem?.status);
  }
}
