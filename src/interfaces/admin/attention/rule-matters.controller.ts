import { Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { DismissRuleAction } from '../../../application/rule/dismiss-rule-action.command.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';

/** What rules left undone and needs nobody any more. */
@ConsoleController('attention/rule-actions')
export class RuleMattersController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/dismissal')
  async dismiss(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.commands.execute(new DismissRuleAction(requireUuid(id), actorOf(request)));
    leaveToast(request, {
      id: `dismissed-${id}`,
      tone: 'info',
      title: 'Dismissed',
      text: 'It stays in the booking’s timeline, and in the rule’s activity.',
    });
    await seeOther(request, response, '/attention');
  }
}
