import { Body, Get, Patch, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { ChangeSettings } from '../../../../application/settings/change-settings.command.js';
import { GetSettings } from '../../../../application/settings/get-settings.query.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { RequiredVersion } from '../../requests/if-match.js';
import { SettingsBody, settingsIn } from './settings.body.js';
import { SettingsJson, settingsJson } from './settings.json.js';

const ETAG = { ETag: 'The version, in quotes, for If-Match' };

@ApiController('settings', 'Settings')
export class SettingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What is settled for the whole desk' })
  @Answers(200, SettingsJson, 'The settings', ETAG)
  async show(@Res({ passthrough: true }) response: Response): Promise<SettingsJson> {
    const settings = await this.queries.execute(new GetSettings());
    response.set('ETag', `"${settings.version}"`);
    return settingsJson(settings);
  }

  @Patch()
  @ApiOperation({ summary: 'Change some of it' })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The version that was decided on, in quotes',
    schema: { type: 'string' },
    example: '"1"',
  })
  @Answers(200, SettingsJson, 'The settings as they are now', ETAG)
  @Refuses(412, '`settings_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `setting_not_accepted`, `nothing_to_change`')
  @Refuses(428, '`if_match_required`')
  async change(
    @RequiredVersion() expectedVersion: number | undefined,
    @Body() body: SettingsBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingsJson> {
    const wanted = settingsIn(body);
    if (Object.keys(wanted).length === 0)
      throw new ApiProblem(422, 'nothing_to_change', 'Say what to change: payment_option, for example.');
    await this.commands.execute(new ChangeSettings(wanted, expectedVersion, by));
    return this.show(response);
  }
}
