import { setImmediate as othersGoFirst } from 'node:timers/promises';
import type { DueOccasion, RuleRepository } from '../../../src/application/rule/rule.repository.port.js';
import type { BookingEvent } from '../../../src/domain/booking/booking-events.js';
import { Booking, type BookingData } from '../../../src/domain/booking/booking.js';
import { occasionsOf, takes } from '../../../src/domain/rule/occasion.js';
import { LEFT_UNDONE, RuleAction, type RuleActionData } from '../../../src/domain/rule/rule-action.js';
import { amountFor, type Presence } from '../../../src/domain/rule/rule-decision.js';
import { RuleNameTaken, RuleNotFound } from '../../../src/domain/rule/rule-errors.js';
import { Rule, type RuleData } from '../../../src/domain/rule/rule.js';

export interface StoredRule {
  readonly data: RuleData;
  readonly lookAt?: Date;
  readonly lookedThrough?: Date;
}

/** What the rules of one transaction see and write. */
export interface RuleRows {
  lock(row: string): Promise<void>;
  rule(id: string): StoredRule | undefined;
  rules(): readonly StoredRule[];
  writeRule(rule: StoredRule): void;
  action(id: string): RuleActionData | undefined;
  actions(): readonly RuleActionData[];
  writeAction(action: RuleActionData): void;
  bookings(): readonly BookingData[];
  events(): readonly BookingEvent[];
  presence(booking: string): Presence | undefined;
}

/** The rules over maps: what is due is what the domain says of every booking. */
export function rulesIn(rows: RuleRows): RuleRepository {
  const write = (rule: Rule, looks: Omit<StoredRule, 'data'>) => {
    const isTaken = rows
      .rules()
      .some(({ data }) => data.id !== rule.id && data.name.toLowerCase() === rule.name.toLowerCase());
    if (isTaken) throw new RuleNameTaken(rule.name);
    rows.writeRule({ ...looks, data: rule.toData() });
  };
  return {
    add: async (rule) => {
      await rows.lock(`rule ${rule.id}`);
      write(rule, {});
    },
    lock: async (id) => {
      await rows.lock(`rule ${id}`);
      const stored = rows.rule(id);
      if (!stored) throw new RuleNotFound(id);
      return Rule.restore(stored.data);
    },
    lockAgainstChange: async (id) => {
      await rows.lock(`rule ${id}`);
      const stored = rows.rule(id);
      return stored && Rule.restore(stored.data);
    },
    find: async (id) => {
      await othersGoFirst();
      const stored = rows.rule(id);
      return stored && Rule.restore(stored.data);
    },
    save: async (rule) => {
      await othersGoFirst();
      const stored = rows.rule(rule.id);
      const wasActivated = rule.events.some(({ type }) => type === 'rule_activated');
      write(
        rule,
        wasActivated
          ? { lookAt: rule.actsFrom }
          : { lookAt: stored?.lookAt, lookedThrough: stored?.lookedThrough },
      );
    },
    lockNextToLookAt: async (now) => {
      const next = rows
        .rules()
        .filter(({ data, lookAt }) => data.state === 'active' && lookAt !== undefined && lookAt <= now)
        .toSorted((a, b) => Number(a.lookAt) - Number(b.lookAt))[0];
      if (!next) return undefined;
      await rows.lock(`rule ${next.data.id}`);
      const { data, lookedThrough } = rows.rule(next.data.id) ?? next;
      return { rule: Rule.restore(data), lookedThrough };
    },
    lookedAt: async (id, lookAt, through) => {
      await othersGoFirst();
      const stored = rows.rule(id);
      if (stored) rows.writeRule({ ...stored, lookAt, lookedThrough: through ?? stored.lookedThrough });
    },
    dueOccasions: async (rule, { from, until, timeZone, limit }) => {
      await othersGoFirst();
      const found = rows.bookings().flatMap((data): DueOccasion[] => {
        const booking = Booking.restore(data);
        if (!takes(rule.scope, rule.toData().madeAt, booking)) return [];
        const completed = rows
          .events()
          .findLast((event) => event.booking === data.id && event.type === 'booking_completed');
        return occasionsOf(rule.task, booking, timeZone, completed?.cause.at)
          .filter(({ due }) => due > from && due <= until)
          .filter((occasion) => 'amount' in amountFor(rule, occasion, booking))
          .map((occasion) => ({ ...occasion, booking: data.id }));
      });
      const isNew = ({ booking, key }: DueOccasion) =>
        !rows.actions().some((each) => isSame(each, { rule: rule.id, booking, occasion: key }));
      return found.filter(isNew).slice(0, limit);
    },
    addActions: async (actions) => {
      await othersGoFirst();
      const added = actions
        .map((action) => action.toData())
        .filter((data) => !rows.actions().some((each) => isSame(each, data)));
      for (const data of added) rows.writeAction(data);
      return added.map(({ id }) => id);
    },
    lockAction: async (id) => {
      await rows.lock(`rule action ${id}`);
      const data = rows.action(id);
      return data && RuleAction.restore(data);
    },
    findAction: async (id) => {
      await othersGoFirst();
      const data = rows.action(id);
      return data && RuleAction.restore(data);
    },
    lockForgottenActions: async (since, limit) => {
      const isForgotten = ({ isSettled, nextLookAt }: RuleAction) =>
        !isSettled && nextLookAt !== undefined && nextLookAt < since;
      const locked: RuleAction[] = [];
      for (const { id } of rows.actions()) {
        await rows.lock(`rule action ${id}`);
        const data = rows.action(id);
        const action = data && RuleAction.restore(data);
        if (action && isForgotten(action)) locked.push(action);
      }
      return locked.slice(0, limit);
    },
    lockLeftUndoneThatIsOver: async (limit) => {
      const isOver = (action: RuleActionData) => {
        const isLeftUndone = LEFT_UNDONE.some((state) => state === action.state) && !action.dismissed;
        const booking = rows.bookings().find(({ id }) => id === action.booking);
        return isLeftUndone && booking !== undefined && Booking.restore(booking).amounts.outstanding.isZero;
      };
      const over = rows.actions().filter(isOver).slice(0, limit);
      for (const { id } of over) await rows.lock(`rule action ${id}`);
      return over.map((data) => RuleAction.restore(data));
    },
    saveAction: async (action) => {
      await othersGoFirst();
      rows.writeAction(action.toData());
    },
    presenceAt: async (booking) => {
      await othersGoFirst();
      const completed = rows
        .events()
        .findLast((event) => event.booking === booking && event.type === 'booking_completed');
      return { completedAt: completed?.cause.at, ...rows.presence(booking) };
    },
  };
}

function isSame(a: RuleActionData, b: Pick<RuleActionData, 'rule' | 'booking' | 'occasion'>): boolean {
  return a.state !== 'skipped' && a.rule === b.rule && a.booking === b.booking && a.occasion === b.occasion;
}
