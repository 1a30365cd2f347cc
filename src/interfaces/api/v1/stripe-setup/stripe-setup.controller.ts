import { Get, Header, HttpCode, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { CreateWebhookEndpoint } from '../../../../application/stripe-setup/create-webhook-endpoint.command.js';
import { ExamineStripeSetup } from '../../../../application/stripe-setup/examine-stripe-setup.query.js';
import { StripeAccountUnavailable } from '../../../../application/stripe-setup/stripe-account.port.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { CreatedEndpointJson, StripeSetupJson, stripeSetupJson } from './stripe-setup.json.js';

@ApiController('stripe-setup', 'Set-up')
export class StripeSetupController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Whether Stripe and this desk are set up for each other',
    description: 'Tried now: takes as long as Stripe takes to answer.',
  })
  @Answers(200, StripeSetupJson, 'Step by step')
  async examine(): Promise<StripeSetupJson> {
    return stripeSetupJson(await this.queries.execute(new ExamineStripeSetup()));
  }

  @Post('webhook-endpoint')
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Have Stripe send its events here',
    description: 'At most one endpoint for this address is made, however often it is asked for.',
  })
  @Answers(201, CreatedEndpointJson, 'The endpoint, and its signing secret')
  @Refuses(409, '`endpoint_exists`: Stripe sends events to this address already')
  @Refuses(503, '`stripe_unavailable`: whether it was made isn’t known; ask for the steps')
  async create(): Promise<CreatedEndpointJson> {
    try {
      return await this.commands.execute(new CreateWebhookEndpoint());
    } catch (error) {
      if (!(error instanceof StripeAccountUnavailable)) throw error;
      throw new ApiProblem(503, 'stripe_unavailable', error.message);
    }
  }
}
