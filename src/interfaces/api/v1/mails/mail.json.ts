import { ApiProperty } from '@nestjs/swagger';
import type { MailRow, MailView } from '../../../../application/mail/mail.views.js';
import { MAIL_STATES } from '../../../../domain/mail/mail-states.js';

class RecipientJson {
  @ApiProperty({ type: String, nullable: true, example: 'Nora Lindqvist' })
  name!: string | null;

  @ApiProperty({ type: String, format: 'email', example: 'nora@example.com' })
  email!: string;
}

class MailEventJson {
  @ApiProperty({
    type: String,
    enum: [
      'mail_queued',
      'mail_kept',
      'mail_sent',
      'mail_not_sent',
      'mail_failed',
      'mail_in_doubt',
      'mail_dismissed',
    ],
  })
  type!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  at!: string;

  @ApiProperty({ type: String, description: 'Who decided it, or Purser', example: 'Booking site' })
  by!: string;

  @ApiProperty({ type: String, nullable: true, description: 'What the mail server said' })
  note!: string | null;
}

/** A mail to a customer, as a list has it. */
export class MailSummaryJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({
    type: String,
    enum: [...MAIL_STATES],
    description:
      '`queued` waits for its next attempt; `unknown` may have been sent, and isn’t sent again by itself; `kept`: no mail server was set up',
  })
  status!: string;

  @ApiProperty({ type: String, description: 'What it is about', example: 'payment_link' })
  template!: string;

  @ApiProperty({ type: () => RecipientJson })
  to!: RecipientJson;

  @ApiProperty({ type: String })
  subject!: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The id of the booking it is about',
  })
  booking!: string | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was first asked for, UTC' })
  queued_at!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How often the mail server was tried' })
  attempts!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'While it is queued, UTC' })
  next_attempt_at!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it isn’t sent (yet), for people' })
  reason!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when nobody needs to look at what came of it, UTC',
  })
  dismissed_at!: string | null;
}

/** A mail with its words and what became of it. */
export class MailJson extends MailSummaryJson {
  @ApiProperty({ type: String, description: 'What it was sent for, once', example: 'payment-link:0199…' })
  cause!: string;

  @ApiProperty({ type: String })
  text!: string;

  @ApiProperty({ type: String })
  html!: string;

  @ApiProperty({ type: () => [MailEventJson], description: 'Newest first' })
  events!: MailEventJson[];
}

export class MailDeliveriesJson {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many mails are sent again' })
  mails!: number;
}

export class MailPageJson {
  @ApiProperty({ type: () => [MailSummaryJson], description: 'Newest first' })
  data!: MailSummaryJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function mailSummaryJson(mail: MailRow): MailSummaryJson {
  return {
    id: mail.id,
    status: mail.state,
    template: mail.template,
    to: { name: mail.to.name ?? null, email: mail.to.email },
    subject: mail.subject,
    booking: mail.booking?.id ?? null,
    queued_at: mail.queuedAt.toISOString(),
    attempts: mail.attempts,
    next_attempt_at: mail.nextAttemptAt?.toISOString() ?? null,
    reason: mail.reason ?? null,
    dismissed_at: mail.dismissedAt?.toISOString() ?? null,
  };
}

export function mailJson(mail: MailView): MailJson {
  return {
    ...mailSummaryJson(mail),
    cause: mail.cause,
    text: mail.text,
    html: mail.html,
    events: mail.events.map(({ type, at, by, note }) => ({
      type,
      at: at.toISOString(),
      by: by.name,
      note: note ?? null,
    })),
  };
}
