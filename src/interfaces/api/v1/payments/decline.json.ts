import { ApiProperty } from '@nestjs/swagger';
import { DECLINE_ADVICES, NEXT_STEPS, type Decline } from '../../../../domain/payment/decline.js';

export class DeclineJson {
  @ApiProperty({ type: String, description: 'Stripe’s error code', example: 'card_declined' })
  code!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the card’s bank refused: https://docs.stripe.com/declines/codes',
    example: 'insufficient_funds',
  })
  decline_code!: string | null;

  @ApiProperty({
    type: String,
    description:
      'For staff; of a card that was reported lost or stolen it says what the customer must not hear',
    example: 'Not enough funds on the card. Try a smaller amount or another card.',
  })
  message!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What may be told to the customer',
    example: 'Your card doesn’t have enough funds. Please use another card.',
  })
  customer_message!: string | null;

  @ApiProperty({ type: String, enum: [...NEXT_STEPS], nullable: true, description: 'What to do about it' })
  next_step!: string | null;

  @ApiProperty({
    type: String,
    enum: [...DECLINE_ADVICES],
    nullable: true,
    description: 'Stripe’s advice: https://docs.stripe.com/declines/card#retrying-issuer-declines',
  })
  advice_code!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The card network’s own two digits',
    example: '02',
  })
  network_advice_code!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The card network’s own code', example: '51' })
  network_decline_code!: string | null;

  @ApiProperty({
    type: Boolean,
    description: 'Whether Stripe advises to try the same card again, as it is',
  })
  retryable!: boolean;
}

export function declineJson(decline: Decline): DeclineJson {
  return {
    code: decline.code,
    decline_code: decline.declineCode ?? null,
    message: decline.message,
    customer_message: decline.customerMessage ?? null,
    next_step: decline.nextStep ?? null,
    advice_code: decline.advice ?? null,
    network_advice_code: decline.networkAdviceCode ?? null,
    network_decline_code: decline.networkDeclineCode ?? null,
    retryable: decline.retryable,
  };
}
