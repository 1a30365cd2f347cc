import { invalidRequest, resourceMissing } from '../http/stripe-api-error.js';
import type { Params } from '../http/params.js';
import type { StoredObject } from './objects.js';
import type { Work } from './work.js';

export interface List<Type> {
  readonly object: 'list';
  readonly data: Type[];
  readonly has_more: boolean;
  readonly url: string;
}

/** Conditions on a row, each with its value: `customer = $`. */
export type Conditions = readonly (readonly [condition: string, value: unknown])[];

export interface Page {
  readonly limit: number;
  readonly startingAfter?: string;
  readonly endingBefore?: string;
  readonly conditions: Conditions;
}

/** `limit`, `starting_after`, `ending_before` and `created`. https://docs.stripe.com/api/pagination */
export function readPage(params: Params): Page {
  const limit = params.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) {
    throw invalidRequest(`This value must be between 1 and 100 (it currently is '${limit}').`, {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  }
  const startingAfter = params.text('starting_after') ?? undefined;
  const endingBefore = params.text('ending_before') ?? undefined;
  if (startingAfter && endingBefore) {
    throw invalidRequest('You can only provide one of `ending_before` or `starting_after`.', {
      code: 'parameters_exclusive',
    });
  }
  return { limit, startingAfter, endingBefore, conditions: createdConditions(params) };
}

/** Newest first, of one type. */
export async function listObjects<Type extends StoredObject>(
  work: Work,
  type: Type['object'],
  page: Page,
  conditions: Conditions,
  url: string,
): Promise<List<Type>> {
  const all: Conditions = [['type = $', type], ...page.conditions, ...conditions];
  return listRows<Type>(work, 'objects', { ...page, conditions: all }, url);
}

export async function listRows<Type>(
  work: Work,
  table: 'objects' | 'events',
  page: Page,
  url: string,
): Promise<List<Type>> {
  const { limit, startingAfter, endingBefore } = page;
  const conditions = [...page.conditions];
  const cursor = startingAfter ?? endingBefore;
  if (cursor !== undefined) {
    const seq = await seqOf(work, table, cursor, startingAfter ? 'starting_after' : 'ending_before');
    conditions.push([startingAfter ? 'seq < $' : 'seq > $', seq]);
  }
  const where = conditions
    .map(([condition], index) => condition.replaceAll('$', `$${index + 1}`))
    .join(' AND ');
  const { rows } = await work.query<{ data: Type }>(
    `SELECT data FROM stripe_sandbox.${table} ${where && `WHERE ${where}`}
     ORDER BY seq ${endingBefore ? 'ASC' : 'DESC'} LIMIT ${limit + 1}`,
    conditions.map(([, value]) => value),
  );
  const data = rows.slice(0, limit).map((row) => row.data);
  if (endingBefore) data.reverse();
  return { object: 'list', data, has_more: rows.length > limit, url };
}

/** A list that is part of another object. */
export function listOf<Type>(data: Type[], url: string, hasMore = false): List<Type> {
  return { object: 'list', data, has_more: hasMore, url };
}

async function seqOf(work: Work, table: string, id: string, param: string): Promise<string> {
  const { rows } = await work.query<{ seq: string }>(
    `SELECT seq FROM stripe_sandbox.${table} WHERE id = $1`,
    [id],
  );
  if (!rows[0]) throw resourceMissing('object', id, param);
  return rows[0].seq;
}

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function createdConditions(params: Params): Conditions {
  if (!params.has('created')) return [];
  try {
    const range = params.hash('created');
    const conditions = Object.entries(COMPARISONS).flatMap(([name, sign]) => {
      const value = range?.integer(name);
      return value === undefined ? [] : [[`created ${sign} $`, value] as const];
    });
    range?.done();
    return conditions;
  } catch (error) {
    const exact = params.integer('created');
    if (exact === undefined) throw error;
    return [['created = $', exact]];
  }
}
