import { QueryFailedError, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type {
  DueOccasion,
  DueSearch,
  RuleRepository,
  RuleToLookAt,
} from '../../../application/rule/rule.repository.port.js';
import type { RuleAction } from '../../../domain/rule/rule-action.js';
import type { Presence } from '../../../domain/rule/rule-decision.js';
import { RuleNameTaken, RuleNotFound } from '../../../domain/rule/rule-errors.js';
import type { Rule } from '../../../domain/rule/rule.js';
import { LEFT_UNDONE_ROWS, OVER_BY_NOW } from './left-undone.js';
import { dueOf } from './occasion-due.js';
import { occasionsSql, type OccasionRow } from './occasions-sql.js';
import {
  RULE_ACTION_COLUMNS,
  ruleActionColumns,
  ruleActionFrom,
  ruleColumns,
  ruleFrom,
  type RuleActionRow,
  type RuleRow,
} from './rule-rows.js';

const ACTION_NAMES = Object.keys(RULE_ACTION_COLUMNS);

export class PostgresRuleRepository implements RuleRepository {
  constructor(private readonly manager: EntityManager) {}

  async add(rule: Rule): Promise<void> {
    const columns = { id: rule.id, ...ruleColumns(rule) };
    const names = Object.keys(columns);
    await this.named(rule, () =>
      this.manager.query(
        `INSERT INTO rules (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
        Object.values(columns),
      ),
    );
    await this.saveEvents(rule);
  }

  async lock(id: string): Promise<Rule> {
    const rule = await this.one(id, 'FOR UPDATE');
    if (!rule) throw new RuleNotFound(id);
    return rule;
  }

  lockAgainstChange(id: string): Promise<Rule | undefined> {
    return this.one(id, 'FOR SHARE');
  }

  find(id: string): Promise<Rule | undefined> {
    return this.one(id, '');
  }

  async save(rule: Rule): Promise<void> {
    const wasActivated = rule.events.some(({ type }) => type === 'rule_activated');
    const columns = {
      ...ruleColumns(rule),
      ...(wasActivated ? { look_at: rule.actsFrom, looked_through: null } : {}),
    };
    const names = Object.keys(columns);
    await this.named(rule, () =>
      this.manager.query(
        `UPDATE rules SET ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} WHERE id = $1`,
        [rule.id, ...Object.values(columns)],
      ),
    );
    await this.saveEvents(rule);
  }

  async lockNextToLookAt(now: Date): Promise<RuleToLookAt | undefined> {
    const [row] = await this.manager.query<RuleRow[]>(
      `SELECT * FROM rules WHERE state = 'active' AND look_at <= $1 ORDER BY look_at LIMIT 1
          FOR UPDATE SKIP LOCKED`,
      [now],
    );
    return row && { rule: ruleFrom(row), lookedThrough: row.looked_through ?? undefined };
  }

  async lookedAt(rule: string, next: Date, through?: Date): Promise<void> {
    await this.manager.query(
      `UPDATE rules SET look_at = $2, looked_through = coalesce($3, looked_through) WHERE id = $1`,
      [rule, next, through ?? null],
    );
  }

  async dueOccasions(rule: Rule, { timeZone, from, until, limit }: DueSearch): Promise<DueOccasion[]> {
    const { task, scope, madeAt } = rule.toData();
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const occasions = occasionsSql({ task, scope, madeAt, timeZone }, { from, until }, parameter);
    const rows = await this.manager.query<OccasionRow[]>(
      `SELECT * FROM (${occasions}) AS o
        WHERE NOT EXISTS (SELECT FROM rule_actions a
                           WHERE a.rule_id = ${parameter(rule.id)} AND a.booking_id = o.booking_id
                             AND a.occasion = o.key AND a.state <> 'skipped')
        ORDER BY anchor, item_id LIMIT ${parameter(limit)}`,
      parameters,
    );
    return rows.map((row) => ({ booking: row.booking_id, key: row.key, due: dueOf(task, row, timeZone) }));
  }

  async addActions(actions: readonly RuleAction[]): Promise<string[]> {
    if (actions.length === 0) return [];
    const types = Object.entries(RULE_ACTION_COLUMNS).map(([name, type]) => `${name} ${type}`);
    const rows = await this.manager.query<{ id: string }[]>(
      `INSERT INTO rule_actions (${ACTION_NAMES.join(', ')})
       SELECT ${ACTION_NAMES.join(', ')} FROM jsonb_to_recordset($1) AS planned (${types.join(', ')})
       ON CONFLICT DO NOTHING RETURNING id`,
      [JSON.stringify(actions.map(ruleActionColumns))],
    );
    return rows.map(({ id }) => id);
  }

  async lockAction(id: string): Promise<RuleAction | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.manager.query<RuleActionRow[]>(
      `SELECT * FROM rule_actions WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row && ruleActionFrom(row);
  }

  async findAction(id: string): Promise<RuleAction | undefined> {
    const [row] = await this.manager.query<RuleActionRow[]>(`SELECT * FROM rule_actions WHERE id = $1`, [id]);
    return row && ruleActionFrom(row);
  }

  async lockForgottenActions(since: Date, limit: number): Promise<RuleAction[]> {
    const rows = await this.manager.query<RuleActionRow[]>(
      `SELECT * FROM rule_actions
        WHERE state IN ('waiting', 'under_way', 'customer_needed') AND next_look_at < $1
        ORDER BY next_look_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [since, limit],
    );
    return rows.map(ruleActionFrom);
  }

  async lockLeftUndoneThatIsOver(limit: number): Promise<RuleAction[]> {
    const rows = await this.manager.query<RuleActionRow[]>(
      `SELECT a.* FROM rule_actions a JOIN bookings b ON b.id = a.booking_id
        WHERE ${LEFT_UNDONE_ROWS} AND ${OVER_BY_NOW} ORDER BY a.found_at LIMIT $1 FOR UPDATE OF a SKIP LOCKED`,
      [limit],
    );
    return rows.map(ruleActionFrom);
  }

  async saveAction(action: RuleAction): Promise<void> {
    const { id, ...columns } = ruleActionColumns(action);
    const names = Object.keys(columns);
    await this.manager.query(
      `UPDATE rule_actions SET ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} WHERE id = $1`,
      [id, ...Object.values(columns)],
    );
  }

  async presenceAt(booking: string): Promise<Presence> {
    const [row] = await this.manager.query<
      Record<'attended_until' | 'last_acted_at' | 'completed_at', Date | null>[]
    >(
      `SELECT (SELECT max(until) FROM booking_attendances WHERE booking_id = $1) AS attended_until,
              (SELECT at FROM booking_events
                WHERE booking_id = $1 AND actor ->> 'kind' IN ('staff', 'customer')
                  AND type NOT IN ('booking_registered', 'booking_completed')
                ORDER BY id DESC LIMIT 1) AS last_acted_at,
              (SELECT at FROM booking_events
                WHERE booking_id = $1 AND type = 'booking_completed'
                ORDER BY id DESC LIMIT 1) AS completed_at`,
      [booking],
    );
    return {
      attendedUntil: row?.attended_until ?? undefined,
      lastActedAt: row?.last_acted_at ?? undefined,
      completedAt: row?.completed_at ?? undefined,
    };
  }

  private async one(id: string, locking: '' | 'FOR SHARE' | 'FOR UPDATE'): Promise<Rule | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.manager.query<RuleRow[]>(`SELECT * FROM rules WHERE id = $1 ${locking}`, [id]);
    return row && ruleFrom(row);
  }

  private async saveEvents(rule: Rule): Promise<void> {
    if (rule.events.length === 0) return;
    await this.manager.query(
      `INSERT INTO rule_events (rule_id, type, at, actor, data)
       SELECT $1, type, at, actor, data
         FROM jsonb_to_recordset($2) AS happened (type text, at timestamptz, actor jsonb, data jsonb)`,
      [
        rule.id,
        JSON.stringify(
          rule.events.map(({ type, cause, rule: _, ...data }) => ({
            type,
            at: cause.at,
            actor: cause.by,
            data,
          })),
        ),
      ],
    );
  }

  private async named(rule: Rule, store: () => Promise<unknown>): Promise<void> {
    try {
      await store();
    } catch (error) {
      throw isNameTaken(error) ? new RuleNameTaken(rule.name) : error;
    }
  }
}

function isNameTaken(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const driverError = error.driverError as { code?: string; constraint?: string };
  return driverError.code === '23505' && driverError.constraint === 'rules_name';
}
