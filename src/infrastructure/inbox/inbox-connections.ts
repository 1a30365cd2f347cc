import type { DataSource } from 'typeorm';

/** Statements that store events at a time, each over a connection of its own. */
export const STORING_LANES = 2;

/** Connections for storing events and nothing else: however busy the rest is, Stripe gets its answer. */
export class InboxConnections {
  constructor(readonly dataSource: DataSource) {}
}
