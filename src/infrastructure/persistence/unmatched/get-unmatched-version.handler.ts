import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { GetUnmatchedVersion } from '../../../application/payment/get-unmatched-version.query.js';
import { UNMATCHED_DIGEST } from './unmatched-digest.js';

/** More than a page of the list. */
const LOOKED_AT = 100;

@QueryHandler(GetUnmatchedVersion)
export class GetUnmatchedVersionHandler implements IQueryHandler<GetUnmatchedVersion> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<number> {
    const [row] = await this.dataSource.query<{ version: number }[]>(
      `SELECT ${UNMATCHED_DIGEST} AS version
         FROM (SELECT * FROM unmatched_payments WHERE open ORDER BY made_at DESC, id DESC LIMIT $1) AS newest`,
      [LOOKED_AT],
    );
    return row?.version ?? 0;
  }
}
