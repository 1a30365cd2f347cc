import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListRulesThatPaused,
  type RuleThatPaused,
} from '../../../application/attention/list-rules-that-paused.query.js';
import { PAUSED_BY_THEMSELVES } from './left-undone.js';

const AT_MOST = 100;

@QueryHandler(ListRulesThatPaused)
export class ListRulesThatPausedHandler implements IQueryHandler<ListRulesThatPaused> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<RuleThatPaused[]> {
    const rows = await this.dataSource.query<(Omit<RuleThatPaused, 'reason'> & { reason: string | null })[]>(
      `SELECT r.id, r.name, e.at, e.data ->> 'reason' AS reason FROM ${PAUSED_BY_THEMSELVES}
        ORDER BY e.at DESC, r.id LIMIT ${AT_MOST}`,
    );
    return rows.map((row) => ({ ...row, reason: row.reason ?? undefined }));
  }
}
