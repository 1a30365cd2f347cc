import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics } from '../observability/metrics.js';

const WAITING = ['received', 'failed', 'parked'] as const;

/** How many events wait, and for how long: asked of the database when somebody looks at `/metrics`. */
@Injectable()
export class InboxGauges {
  constructor(
    private readonly dataSource: DataSource,
    { registry }: Metrics,
  ) {
    const registers = [registry];
    const waiting: Gauge<'state'> = new Gauge({
      name: 'purser_webhook_events_waiting',
      help: "Stripe's events that aren't applied: received, failed (tried again later), parked (waiting for a person)",
      labelNames: ['state'] as const,
      registers,
      collect: () => this.count(waiting),
    });
    const oldest: Gauge = new Gauge({
      name: 'purser_webhook_events_oldest_seconds',
      help: "How long the oldest of Stripe's events has waited that is neither applied nor parked",
      registers,
      collect: () => this.findOldest(oldest),
    });
  }

  private async count(gauge: Gauge<'state'>): Promise<void> {
    const rows = await this.ask<{ state: string; events: number }>(
      `SELECT state, count(*)::integer AS events FROM stripe_events
        WHERE state IN ('received', 'failed') GROUP BY state
       UNION ALL SELECT 'parked', count(*)::integer FROM stripe_events WHERE state = 'parked'`,
    );
    gauge.reset();
    if (!rows) return;
    for (const state of WAITING) gauge.set({ state }, rows.find((row) => row.state === state)?.events ?? 0);
  }

  private async findOldest(gauge: Gauge): Promise<void> {
    const [row] = (await this.ask<{ age: number }>(
      `SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::double precision AS age
         FROM stripe_events WHERE state IN ('received', 'failed')`,
    )) ?? [{ age: Number.NaN }];
    gauge.set(row?.age ?? 0);
  }

  /** Undefined while the database doesn't answer: what else is measured is shown all the same. */
  private async ask<Row>(sql: string): Promise<Row[] | undefined> {
    try {
      return await this.dataSource.query<Row[]>(sql);
    } catch {
      return undefined;
    }
  }
}
