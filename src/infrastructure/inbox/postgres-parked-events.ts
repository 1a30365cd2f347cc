import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ParkedEvents } from '../../application/inbox/parked-events.port.js';
import type { Actor } from '../../domain/shared/actor.js';

const RETRY = `
  UPDATE stripe_events SET state = 'received', attempts = 0, outages = 0, next_attempt_at = now(), parked_at = NULL, retried_by = $1
   WHERE state = 'parked'`;

@Injectable()
export class PostgresParkedEvents extends ParkedEvents {
  private readonly logger = new Logger('ParkedEvents');

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async retry(event: string, by: Actor): Promise<boolean> {
    const [, retried] = await this.dataSource.query<[unknown[], number]>(`${RETRY} AND id = $2`, [by, event]);
    if (retried > 0) this.logger.log(`${by.name} has event ${event} tried again.`);
    return retried > 0;
  }

  override async retryAll(by: Actor): Promise<number> {
    const [, retried] = await this.dataSource.query<[unknown[], number]>(RETRY, [by]);
    if (retried > 0) this.logger.log(`${by.name} has all ${retried} parked events tried again.`);
    return retried;
  }
}
