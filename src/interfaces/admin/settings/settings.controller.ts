import { Body, Get, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid } from 'uuid';
import { CollectionMethods } from '../../../application/collection/collection-methods.port.js';
import { ChangeSettings } from '../../../application/settings/change-settings.command.js';
import { GetSettings } from '../../../application/settings/get-settings.query.js';
import { SettingNotAccepted } from '../../../domain/settings/desk-settings.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { fieldOf, methodsView, readSettings, settingsView, type Problems } from './settings-form.js';

/** What is settled for the whole desk. */
@ConsoleController('settings')
export class SettingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly methods: CollectionMethods,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    await this.render(response, {}, {}, 200, textOf(query, 'moved'));
  }

  @Post()
  async change(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const version = wholeNumberOf(body, 'version');
    if (version === undefined) throw new FormExpired();
    const { wanted, problems } = readSettings(body);
    if (Object.keys(problems).length > 0) return this.render(response, body, problems, 422);
    try {
      await this.commands.execute(new ChangeSettings(wanted, version, actorOf(request)));
    } catch (error) {
      if (error instanceof SettingNotAccepted)
        return this.render(response, body, { [fieldOf(error.setting).name]: error.problem }, 422);
      const { message, status } = formProblem(error, {});
      return this.render(response, body, { form: message }, status);
    }
    leaveToast(request, { id: `toast-${randomUuid()}`, tone: 'good', title: 'The settings are saved' });
    await seeOther(request, response, '/settings');
  }

  private async render(
    response: Response,
    body: FormFields,
    problems: Problems,
    status = 200,
    moved?: string,
  ): Promise<void> {
    const [settings, methods] = await Promise.all([
      this.queries.execute(new GetSettings()),
      this.methods.list(),
    ]);
    const view = { ...settingsView(settings, body, problems), methods: methodsView(methods, moved) };
    this.pages.send(response, 'settings/show', view, status);
  }
}
