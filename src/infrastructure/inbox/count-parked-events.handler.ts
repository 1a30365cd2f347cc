import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CountParkedEvents } from '../../application/inbox/count-parked-events.query.js';

@QueryHandler(CountParkedEvents)
export class CountParkedEventsHandler implements IQueryHandler<CountParkedEvents> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<number> {
    const [row] = await this.dataSource.query<{ parked: number }[]>(
      `SELECT count(*)::integer AS parked FROM stripe_events WHERE state = 'parked'`,
    );
    return row?.parked ?? 0;
  }
}
