import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid } from 'uuid';
import { AddCollectionMethod } from '../../../application/collection/add-collection-method.command.js';
import { ChangeCollectionMethod } from '../../../application/collection/change-collection-method.command.js';
import {
  CollectionMethods,
  type ListedMethod,
} from '../../../application/collection/collection-methods.port.js';
import {
  CollectionMethodNotFound,
  LONGEST_METHOD_LABEL,
} from '../../../domain/payment/collection-methods.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast, type Toast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';

const FIELDS = { collection_method_label_not_accepted: 'label', collection_method_exists: 'label' };
const BACK = '/settings#collection-methods';

/** The ways of collecting that staff choose among: added, renamed, put in order, retired and taken up again. */
@ConsoleController('settings/collection-methods')
export class CollectionMethodsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly methods: CollectionMethods,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  showNew(@Req() request: Request, @Res() response: Response): void {
    this.render(response, undefined, takeDraft(request).label ?? '');
  }

  @Post()
  async add(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = textOf(body, 'label');
    try {
      const { label } = await this.commands.execute(new AddCollectionMethod(typed, actorOf(request)));
      await this.done(request, response, `“${label}” is added`, 'Collections can be recorded by it.');
    } catch (error) {
      this.render(response, undefined, typed, formProblem(error, FIELDS));
    }
  }

  @Get(':code/label/new')
  async showLabel(
    @Param('code') code: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const method = await this.found(code);
    this.render(response, method, takeDraft(request).label ?? method.label);
  }

  @Post(':code/label')
  async rename(
    @Param('code') code: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const before = await this.found(code);
    const typed = textOf(body, 'label');
    try {
      const wanted = { label: typed };
      const { label } = await this.commands.execute(
        new ChangeCollectionMethod(code, wanted, actorOf(request)),
      );
      await this.done(request, response, `“${before.label}” is now “${label}”`);
    } catch (error) {
      this.render(response, before, typed, formProblem(error, FIELDS));
    }
  }

  @Post(':code/retirement')
  retire(@Param('code') code: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.setAside(code, true, request, response);
  }

  @Post(':code/retirement/removal')
  takeUp(@Param('code') code: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.setAside(code, false, request, response);
  }

  /** Before or behind its neighbour, and back to the button, which may be pressed again. */
  @Post(':code/position')
  async move(
    @Param('code') code: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const position = wholeNumberOf(body, 'position');
    if (position === undefined) throw new FormExpired();
    try {
      await this.commands.execute(new ChangeCollectionMethod(code, { position }, actorOf(request)));
    } catch (error) {
      const { message } = formProblem(error, FIELDS);
      return this.back(request, response, { tone: 'bad', title: 'Nothing was changed', text: message });
    }
    const moved = new URLSearchParams({ moved: `${code}.${textOf(body, 'to')}` });
    await seeOther(request, response, `/settings?${moved.toString()}`);
  }

  /** Where somebody is led back to whose page had expired: the buttons have no page of their own. */
  @Get([':code/retirement/new', ':code/retirement/removal/new', ':code/position/new'])
  showList(@Res() response: Response): void {
    response.redirect(303, BACK);
  }

  private async setAside(
    code: string,
    isRetired: boolean,
    request: Request,
    response: Response,
  ): Promise<void> {
    try {
      const { label } = await this.commands.execute(
        new ChangeCollectionMethod(code, { isRetired }, actorOf(request)),
      );
      if (isRetired)
        await this.done(
          request,
          response,
          `“${label}” is retired`,
          'What was collected by it keeps its name.',
        );
      else await this.done(request, response, `“${label}” is in use again`);
    } catch (error) {
      const { message } = formProblem(error, FIELDS);
      await this.back(request, response, { tone: 'bad', title: 'Nothing was changed', text: message });
    }
  }

  private done(request: Request, response: Response, title: string, text?: string): Promise<void> {
    return this.back(request, response, { tone: 'good', title, text });
  }

  private async back(request: Request, response: Response, toast: Omit<Toast, 'id'>): Promise<void> {
    leaveToast(request, { id: `toast-${randomUuid()}`, ...toast });
    await seeOther(request, response, BACK);
  }

  private async found(code: string): Promise<ListedMethod> {
    const method = (await this.methods.list()).find((each) => each.code === code);
    if (!method) throw new CollectionMethodNotFound(code);
    return method;
  }

  private render(
    response: Response,
    method: ListedMethod | undefined,
    typed: string,
    problem?: FormProblem,
  ): void {
    const action = '/settings/collection-methods';
    const form = {
      method,
      title: method ? `Rename “${method.label}”` : 'Add a way of collecting',
      action: method ? `${action}/${method.code}/label` : action,
      back: BACK,
      typed,
      longest: LONGEST_METHOD_LABEL,
      error: problem?.field === 'label' ? problem.message : undefined,
      problem: problem?.field === undefined ? problem : undefined,
    };
    this.pages.send(response, 'settings/collection-method', { form }, problem?.status);
  }
}
