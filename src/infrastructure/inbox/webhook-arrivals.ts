import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WebhookHistory, type WebhookTimes } from '../../application/stripe-setup/stripe-account.port.js';
import { WebhookSecrets } from './webhook-signature.js';

/** Thousands of events a second are no reason for as many writes. */
const WRITTEN_EVERY_MS = 5_000;

type Column = 'last_event_at' | 'last_refused_at';

/**
 * When webhooks brought something last, for whoever sets Stripe up. Nobody waits for it to be written, and that a
 * write is lost shows at most by a time that is some seconds too early.
 */
@Injectable()
export class WebhookArrivals extends WebhookHistory {
  private readonly logger = new Logger(WebhookArrivals.name);
  private readonly written = new Map<Column, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecrets,
  ) {
    super();
  }

  get hasSecret(): boolean {
    return this.secrets.current.length > 0;
  }

  stored(): void {
    this.write('last_event_at');
  }

  /** A signature was there, and none of the secrets had made it. */
  refused(): void {
    this.write('last_refused_at');
  }

  times(): Promise<WebhookTimes> {
    return webhookTimes(this.dataSource);
  }

  private write(column: Column): void {
    const now = Date.now();
    if (now - (this.written.get(column) ?? 0) < WRITTEN_EVERY_MS) return;
    this.written.set(column, now);
    this.dataSource
      .query(`UPDATE webhook_arrivals SET ${column} = greatest(${column}, now())`)
      .catch((error: unknown) => this.logger.warn(`When webhooks arrive wasn’t written: ${String(error)}`));
  }
}

export async function webhookTimes(dataSource: DataSource): Promise<WebhookTimes> {
  const [row] = await dataSource.query<{ last_event_at: Date | null; last_refused_at: Date | null }[]>(
    `SELECT last_event_at, last_refused_at FROM webhook_arrivals`,
  );
  return {
    lastEventAt: row?.last_event_at ?? undefined,
    lastRefusedAt: row?.last_refused_at ?? undefined,
  };
}
