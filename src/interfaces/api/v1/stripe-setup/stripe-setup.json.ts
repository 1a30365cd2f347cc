import { ApiProperty } from '@nestjs/swagger';
import { overall, type SetupStep } from '../../../../application/stripe-setup/setup-steps.js';

const STATES = ['good', 'warn', 'bad'];

class SetupStepJson {
  @ApiProperty({
    type: String,
    enum: ['key', 'account', 'clock', 'endpoint', 'reach', 'secret', 'events', 'sweep', 'balance'],
  })
  id!: string;

  @ApiProperty({ type: String, example: 'Webhook endpoint' })
  title!: string;

  @ApiProperty({ type: String, enum: STATES, description: '`bad`: keeps it from working' })
  state!: string;

  @ApiProperty({ type: String, description: 'What was found, in a sentence' })
  found!: string;

  @ApiProperty({ type: [String], description: 'What to do about it' })
  todo!: string[];
}

export class StripeSetupJson {
  @ApiProperty({ type: String, enum: STATES, description: 'The worst of the steps' })
  state!: string;

  @ApiProperty({ type: () => [SetupStepJson] })
  steps!: SetupStepJson[];
}

export class CreatedEndpointJson {
  @ApiProperty({ type: String, example: 'we_1QxWvK2eZvKYlo2C' })
  id!: string;

  @ApiProperty({ type: String, format: 'uri', example: 'https://desk.example.com/webhooks/stripe' })
  url!: string;

  @ApiProperty({
    type: String,
    description: 'For STRIPE_WEBHOOK_SECRET; told this once, and not kept',
    example: 'whsec_…',
  })
  secret!: string;
}

export function stripeSetupJson(steps: readonly SetupStep[]): StripeSetupJson {
  return { state: overall(steps), steps: steps.map((step) => ({ ...step, todo: [...step.todo] })) };
}
