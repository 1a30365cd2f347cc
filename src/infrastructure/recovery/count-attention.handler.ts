import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CountAttention, type AttentionCounts } from '../../application/attention/count-attention.query.js';
import { NEEDS_ATTENTION } from '../persistence/mail/mail-views.js';
import { plannedOnce } from '../persistence/planned-once.js';
import { COUNTED_LEFT_UNDONE, PAUSED_BY_THEMSELVES } from '../persistence/rule/left-undone.js';
import { IS_UNSETTLED } from './unsettled.js';

const COUNTED_UP_TO = 100;

const SQL = plannedOnce(
  `SELECT (${upTo(`payments p WHERE ${IS_UNSETTLED}`)}) AS payments,
          (${upTo(`stripe_events WHERE state = 'parked'`)}) AS events,
          (${upTo(COUNTED_LEFT_UNDONE)}) + (${upTo(PAUSED_BY_THEMSELVES)}) AS of_rules,
          (${upTo(`mails m WHERE ${NEEDS_ATTENTION}`)}) AS mails,
          (${upTo(`unmatched_payments WHERE open`)}) AS unmatched`,
);

interface Counted {
  readonly payments: number;
  readonly events: number;
  readonly of_rules: number;
  readonly mails: number;
  readonly unmatched: number;
}

@QueryHandler(CountAttention)
export class CountAttentionHandler implements IQueryHandler<CountAttention> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<AttentionCounts> {
    const [row] = await this.dataSource.query<Counted[]>(SQL);
    return {
      unsettledPayments: row?.payments ?? 0,
      parkedEvents: row?.events ?? 0,
      ofRules: row?.of_rules ?? 0,
      mails: row?.mails ?? 0,
      unmatchedPayments: row?.unmatched ?? 0,
    };
  }
}

function upTo(rows: string): string {
  return `SELECT count(*)::int FROM (SELECT FROM ${rows} LIMIT ${COUNTED_UP_TO}) AS some_of_them`;
}
