import { Controller, Headers, HttpCode, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { SignatureRefused, WebhookInbox } from '../../application/inbox/webhook-inbox.port.js';

/** Stripe's events: stored, answered, and applied afterwards. https://docs.stripe.com/webhooks */
@ApiExcludeController()
@Controller('webhooks/stripe')
export class StripeWebhookController {
  constructor(private readonly inbox: WebhookInbox) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Req() request: RawBodyRequest<Request>,
    @Res({ passthrough: true }) response: Response,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<{ received: boolean } | { code: string; detail: string }> {
    try {
      await this.inbox.receive(request.rawBody ?? Buffer.alloc(0), signature);
      return { received: true };
    } catch (error) {
      if (!(error instanceof SignatureRefused)) throw error;
      response.status(400);
      return { code: error.code, detail: error.message };
    }
  }
}
