import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { DRY_RUN_DAYS, GetDryRun, type TriedRule } from '../../../application/rule/dry-run.query.js';
import type { DryRun, ForeseenAction, ForeseenTotal } from '../../../application/rule/rule.views.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { requireTask, type RuleTask } from '../../../domain/rule/rule-task.js';
import { DUE_BEFORE_DAYS } from '../../../domain/rule/rule.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { deedOf } from './deed-of.js';
import { dueOf } from './occasion-due.js';
import {
  completableSql,
  occasionsSql,
  renewalsToComeSql,
  type OccasionRow,
  type Searched,
  type Window,
} from './occasions-sql.js';

const DEFAULT_LIMIT = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** What should have been marked complete by now still may be. */
const COMPLETED_LATE_DAYS = 7;

interface ForeseenRow extends OccasionRow {
  readonly reference: string;
  readonly customer_name: string;
  readonly service: string;
  readonly starts_at: Date;
  readonly payment_kind: 'charge' | 'hold' | null;
  readonly brand: string | null;
  readonly last4: string | null;
}

interface TotalRow {
  readonly currency: string;
  readonly actions: string;
  readonly bookings: string;
  readonly amount: string;
}

type Parameter = (value: unknown) => string;

@QueryHandler(GetDryRun)
export class GetDryRunHandler implements IQueryHandler<GetDryRun> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ rule, page }: GetDryRun): Promise<DryRun> {
    requireTask(rule.task);
    const now = this.clock.now();
    const until = new Date(now.getTime() + DRY_RUN_DAYS * DAY_MS);
    const since = new Date(now.getTime() - DUE_BEFORE_DAYS * DAY_MS);
    const { timeZone } = this.business;
    const searched = { ...rule, madeAt: rule.stored?.madeAt ?? now, timeZone, inTurn: true };
    const [{ rows, nextCursor }, totals, alreadyDue] = await Promise.all([
      this.page(searched, { from: now, until }, page),
      this.totals(searched, (parameter) => foreseen(searched, { from: now, until }, parameter)),
      this.totals(searched, (parameter) => occasionsSql(searched, { from: since, until: now }, parameter)),
    ]);
    return { rows, nextCursor, totals, alreadyDue, from: now, until };
  }

  private async page(searched: Searched & TriedRule, window: Window, page: GetDryRun['page']) {
    const { limit = DEFAULT_LIMIT, cursor } = page;
    const { task, timeZone } = searched;
    const { parameters, parameter } = collected();
    const occasions = undone(searched, foreseen(searched, window, parameter), parameter);
    const after = cursor === undefined ? '' : `WHERE ${behind(cursor, parameter)}`;
    const found = await this.dataSource.query<ForeseenRow[]>(
      `SELECT o.*, b.reference, b.customer_name, b.service, b.starts_at, p.kind AS payment_kind, k.brand, k.last4
         FROM (SELECT * FROM (${occasions}) AS open ${after}
                ORDER BY anchor, item_id LIMIT ${parameter(limit + 1)}) AS o
         JOIN bookings b ON b.id = o.booking_id
         LEFT JOIN payments p ON p.id = o.item_id
         JOIN customers c ON c.id = b.customer_id
         LEFT JOIN LATERAL (${askedCardSql(task)}) AS k ON true
        ORDER BY o.anchor, o.item_id`,
      parameters,
    );
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      rows: rows.map((row) => foreseenFrom(row, task, timeZone)),
      nextCursor: last && found.length > limit ? cursorOf(last.anchor, last.item_id) : undefined,
    };
  }

  private async totals(
    searched: Searched & TriedRule,
    occasions: (parameter: Parameter) => string,
  ): Promise<ForeseenTotal[]> {
    const { parameters, parameter } = collected();
    const rows = await this.dataSource.query<TotalRow[]>(
      `SELECT currency, sum(times) AS actions, count(DISTINCT booking_id) AS bookings, sum(amount) AS amount
         FROM (SELECT currency, booking_id, item_id, count(*) AS times, max(amount) AS amount
                 FROM (${undone(searched, occasions(parameter), parameter)}) AS open GROUP BY 1, 2, 3) AS items
        GROUP BY currency ORDER BY 2 DESC, 1`,
      parameters,
    );
    return rows.map(({ currency, actions, bookings, amount }) => ({
      currency,
      actions: Number(actions),
      bookings: Number(bookings),
      amount: Number(amount),
    }));
  }
}

/** Of a completion nobody knows when it comes: what starts meanwhile is what it is about. A hold is renewed again and again. */
function foreseen(searched: Searched, { from, until }: Window, parameter: Parameter): string {
  if (searched.task.kind === 'reauthorize_holds')
    return renewalsToComeSql(searched, { from, until }, parameter);
  if (searched.task.kind !== 'charge_on_complete') return occasionsSql(searched, { from, until }, parameter);
  const late = new Date(from.getTime() - COMPLETED_LATE_DAYS * DAY_MS);
  return completableSql(searched, { from: late, until }, parameter);
}

/** The card that would be asked: as the domain's `cardToRetry` and `cardOf` say it, or the one that is charged first. */
function askedCardSql({ kind }: RuleTask): string {
  const first = `
    SELECT id, brand, last4, added_at FROM cards WHERE customer_id = c.id
     ORDER BY (id = c.primary_card) IS TRUE DESC, added_at, id LIMIT 1`;
  switch (kind) {
    case 'reauthorize_holds':
      return `SELECT p.card ->> 'brand' AS brand, p.card ->> 'last4' AS last4`;
    case 'retry_declined':
      return `
        SELECT brand, last4 FROM (
          SELECT 1 AS place, brand, last4 FROM (${first}) AS newest WHERE added_at > p.requested_at
           UNION ALL
          SELECT 2, brand, last4 FROM cards WHERE customer_id = c.id AND id = p.payment_method) AS asked
         ORDER BY place LIMIT 1`;
    default:
      return `SELECT brand, last4 FROM (${first}) AS primary_one WHERE c.refused_card IS NULL`;
  }
}

/** Without what the rule did before. What waits may still be left, should it be paused and turned on again. */
function undone({ stored }: TriedRule, occasions: string, parameter: Parameter): string {
  if (!stored) return occasions;
  return `SELECT * FROM (${occasions}) AS found
           WHERE NOT EXISTS (SELECT FROM rule_actions a
                              WHERE a.rule_id = ${parameter(stored.id)} AND a.booking_id = found.booking_id
                                AND a.occasion = found.key AND a.state NOT IN ('skipped', 'waiting'))`;
}

function behind(cursor: string, parameter: Parameter): string {
  const [anchor, id] = cursorParts(cursor, [isInstant, isUuid]);
  return `(anchor, item_id) > (${parameter(anchor)}, ${parameter(id)})`;
}

function collected(): { parameters: unknown[]; parameter: Parameter } {
  const parameters: unknown[] = [];
  return { parameters, parameter: (value) => `$${parameters.push(value)}` };
}

function foreseenFrom(row: ForeseenRow, task: RuleTask, timeZone: string): ForeseenAction {
  const deed = deedOf(task, row.payment_kind);
  const isKnown = task.kind !== 'charge_on_complete';
  return {
    booking: {
      id: row.booking_id,
      reference: row.reference,
      customer: row.customer_name,
      service: row.service,
      startsAt: row.starts_at,
    },
    due: isKnown ? dueOf(task, row, timeZone) : undefined,
    isEstimate: row.is_estimate ?? false,
    deed,
    currency: row.currency,
    amount: Number(row.amount),
    card:
      deed !== 'capture' && row.brand !== null && row.last4 !== null
        ? { brand: row.brand, last4: row.last4 }
        : undefined,
  };
}
