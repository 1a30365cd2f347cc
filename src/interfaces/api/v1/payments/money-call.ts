import { applyDecorators, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import { Answers, Refuses } from '../../documentation/answers.js';
import { PaymentJson } from './payment.json.js';

interface MoneyCallOptions {
  readonly summary: string;
  readonly description: string;
  /** What 402 means here, codes first. */
  readonly refused: string;
  /** What 422 means here, codes first. */
  readonly outOfBounds?: string;
}

/** A POST that moves money, and what all of those share. */
export function MoneyCall(path: string, options: MoneyCallOptions): MethodDecorator {
  const { summary, description, refused, outOfBounds } = options;
  return applyDecorators(
    Post(path),
    ApiOperation({ summary, description }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'One for each decision, such as a UUID. The same key and body again get the same payment as it stands by then, never a second one.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The version of the booking that was decided on, in quotes: refused with 412 when it has changed.',
      schema: { type: 'string' },
      example: '"3"',
    }),
    Answers(201, PaymentJson, 'Done'),
    Answers(202, PaymentJson, 'Stripe was asked, and its answer isn’t known yet. It will be: ask again.'),
    Refuses(
      400,
      '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`, `malformed_if_match`',
    ),
    Refuses(402, refused),
    Refuses(404, '`booking_not_found`, `payment_not_found`'),
    Refuses(
      409,
      '`idempotency_key_reused`: with another body; `idempotency_key_in_progress`; `payment_state`; `operation_under_way`; `card_must_not_be_retried`; `card_retried_too_often` (with `try_again_at`)',
    ),
    Refuses(412, '`booking_changed`: since the version in If-Match'),
    Refuses(413, '`payload_too_large`'),
    Refuses(415, '`unsupported_media_type`'),
    ...(outOfBounds === undefined ? [] : [Refuses(422, outOfBounds)]),
    Refuses(
      503,
      '`stripe_unavailable`: nothing was decided; `storage_unavailable`: repeat it with the same Idempotency-Key',
    ),
  );
}
