import { applyDecorators, Body, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetMail } from '../../../../application/mail/get-mail.query.js';
import { GetReceipt } from '../../../../application/receipt/get-receipt.query.js';
import { SendReceipt } from '../../../../application/receipt/send-receipt.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import { BusinessSettings } from '../../../../application/shared/business-settings.port.js';
import type { ReceiptSubject } from '../../../../domain/receipt/receipt.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { MailJson, mailJson } from '../mails/mail.json.js';
import { PaymentId } from '../payments/payment-id.js';
import { ReceiptMailBody } from './receipt.body.js';
import { ReceiptJson, receiptJson } from './receipt.json.js';

const STATES = '`no_receipt` (with `state`): no money was taken or given back by it, or that isn’t known yet';

/** Receipts for money that was taken or given back. */
@ApiController('', 'Receipts')
export class ReceiptsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
  ) {}

  @Get('payments/:id/receipt')
  @ApiOperation({
    summary: 'The receipt for a payment',
    description:
      'For a charge that succeeded, a hold that was captured, or a collection. It says how the booking stands now, not when it was paid.',
  })
  @Answers(200, ReceiptJson, 'The receipt')
  @Refuses(404, '`payment_not_found`')
  @Refuses(409, STATES)
  ofPayment(@Param('id', PaymentId) payment: string): Promise<ReceiptJson> {
    return this.json({ payment });
  }

  @Get('refunds/:id/receipt')
  @ApiOperation({
    summary: 'The receipt for a refund',
    description: 'For one that succeeded. `id` is the refund’s, as the payment lists it.',
  })
  @Answers(200, ReceiptJson, 'The receipt')
  @Refuses(404, '`refund_not_found`')
  @Refuses(409, STATES)
  ofRefund(@Param('id') refund: string): Promise<ReceiptJson> {
    return this.json({ refund });
  }

  @MailCall('payments/:id/receipt/mails', 'Mail the receipt for a payment', '`payment_not_found`')
  mailOfPayment(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @Body() { email }: ReceiptMailBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MailJson> {
    return this.send({ payment }, { email, idempotency, by }, response);
  }

  @MailCall('refunds/:id/receipt/mails', 'Mail the receipt for a refund', '`refund_not_found`')
  mailOfRefund(
    @Param('id') refund: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @Body() { email }: ReceiptMailBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MailJson> {
    return this.send({ refund }, { email, idempotency, by }, response);
  }

  private async json(subject: ReceiptSubject): Promise<ReceiptJson> {
    return receiptJson(await this.queries.execute(new GetReceipt(subject)), this.settings.name);
  }

  private async send(
    subject: ReceiptSubject,
    { email, ...decision }: { email?: string | null; idempotency: Idempotency; by: Actor },
    response: Response,
  ): Promise<MailJson> {
    const wanted = { ...decision, subject, occasion: uuid(), email: email ?? undefined };
    const { mail } = await this.commands.execute(new SendReceipt(wanted));
    response.location(`${API_ROOT}/mails/${mail}`);
    return mailJson(await this.queries.execute(new GetMail(mail)));
  }
}

function MailCall(path: string, summary: string, notFound: string): MethodDecorator {
  return applyDecorators(
    Post(path),
    HttpCode(202),
    ApiOperation({
      summary,
      description:
        'As it reads now. It is handed to the mail server in the background: look at the mail. Payments and refunds that are mailed by themselves (`send_receipts` in the settings) need no call.',
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'The same key and body again mail nothing more',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiBody({ type: ReceiptMailBody, required: false }),
    Answers(202, MailJson, 'The mail as it is now', { Location: 'Where the mail is' }),
    Refuses(
      400,
      '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`',
    ),
    Refuses(404, notFound),
    Refuses(409, `${STATES}; \`idempotency_key_reused\`: with another body`),
    Refuses(413, '`payload_too_large`'),
    Refuses(415, '`unsupported_media_type`'),
    Refuses(422, '`validation_failed`, `recipient_not_accepted`'),
  );
}
