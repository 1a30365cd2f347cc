import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  GetSweepOutlook,
  type SweepOutlook,
} from '../../../application/reconciliation/get-sweep-outlook.query.js';

interface Row {
  readonly finished_at: Date | null;
  readonly next_at: Date;
  readonly seen: number;
  readonly missed: number;
  readonly error: string | null;
}

@QueryHandler(GetSweepOutlook)
export class GetSweepOutlookHandler implements IQueryHandler<GetSweepOutlook> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<SweepOutlook> {
    const [row] = await this.dataSource.query<Row[]>(
      `SELECT finished_at, next_at, seen, missed, error FROM event_sweep_cursor`,
    );
    if (!row) throw new Error('The cursor of the event sweep is gone.');
    const { finished_at: finishedAt, next_at: nextAt, seen, missed, error } = row;
    return { finishedAt: finishedAt ?? undefined, nextAt, seen, missed, error: error ?? undefined };
  }
}
