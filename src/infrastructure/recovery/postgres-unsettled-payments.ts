import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UnsettledPayments } from '../../application/attention/unsettled-payments.port.js';
import { IS_UNSETTLED } from './unsettled.js';

@Injectable()
export class PostgresUnsettledPayments extends UnsettledPayments {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async tryNow(payment?: string): Promise<number> {
    const [, due] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE payments p SET recover_at = now() WHERE ${IS_UNSETTLED} AND ($1::uuid IS NULL OR p.id = $1)`,
      [payment ?? null],
    );
    return due;
  }
}
