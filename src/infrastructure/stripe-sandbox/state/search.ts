import { invalidRequest } from '../http/stripe-api-error.js';
import type { Params } from '../http/params.js';
import type { StoredObject } from './objects.js';
import type { Conditions } from './paging.js';
import type { Work } from './work.js';

export interface SearchResult<Type> {
  readonly object: 'search_result';
  readonly data: Type[];
  readonly has_more: boolean;
  readonly next_page: string | null;
  readonly url: string;
}

const FIELDS = ['customer', 'status', 'email', 'name', 'phone', 'currency', 'payment_intent', 'description'];
const NUMBERS = ['amount', 'created'];
const CLAUSE =
  /^\s*(-?)(?:metadata\[(['"])(?<key>(?:\\.|(?!\2).)*)\2\]|(?<field>[a-z_]+))\s*(?<sign>[:~]|>=|<=|>|<|=)\s*(?:(['"])(?<value>(?:\\.|(?!\6).)*)\6|(?<number>\d+)|(?<nothing>null))\s*/i;

/** Clauses joined by AND or OR. https://docs.stripe.com/search#search-query-language */
export async function searchObjects<Type extends StoredObject>(
  work: Work,
  type: Type['object'],
  params: Params,
  url: string,
): Promise<SearchResult<Type>> {
  const query = params.requiredText('query');
  const limit = Math.min(params.positiveInteger('limit') ?? 10, 100);
  const offset = Number(params.text('page') ?? '0') || 0;
  params.done();
  const { clauses, joined } = parse(query);
  const fixed: Conditions = [
    ['type = $', type],
    ['created <= $', work.now - work.settings.search_lag_seconds],
  ];
  const all = [...fixed, ...clauses];
  const numbered = all.map(([condition], index) => condition.replaceAll('$', `$${index + 1}`));
  const { rows } = await work.query<{ data: Type }>(
    `SELECT data FROM stripe_sandbox.objects
     WHERE ${numbered.slice(0, 2).join(' AND ')} AND NOT data ? 'deleted' AND (${numbered.slice(2).join(` ${joined} `)})
     ORDER BY seq DESC OFFSET ${offset} LIMIT ${limit + 1}`,
    all.map(([, value]) => value),
  );
  const more = rows.length > limit;
  return {
    object: 'search_result',
    data: rows.slice(0, limit).map((row) => row.data),
    has_more: more,
    next_page: more ? String(offset + limit) : null,
    url,
  };
}

function parse(query: string): { clauses: Conditions; joined: 'AND' | 'OR' } {
  const clauses: (readonly [string, unknown])[] = [];
  let joined: 'AND' | 'OR' | undefined;
  let rest = query;
  for (;;) {
    const match = CLAUSE.exec(rest);
    if (!match?.groups) throw notUnderstood(query);
    clauses.push(toCondition(match.groups, match[1] === '-', query));
    rest = rest.slice(match[0].length);
    if (rest === '') return { clauses, joined: joined ?? 'AND' };
    const link = /^(AND|OR)\b/i.exec(rest);
    const word = link ? (link[1]?.toUpperCase() as 'AND' | 'OR') : 'AND';
    if (joined !== undefined && joined !== word)
      throw invalidRequest('You cannot combine AND and OR in the same query.', { param: 'query' });
    joined = word;
    if (link) rest = rest.slice(link[0].length);
  }
}

function toCondition(
  groups: Record<string, string | undefined>,
  negated: boolean,
  query: string,
): readonly [string, unknown] {
  const { key, field, sign, value, number, nothing } = groups;
  const text = (value ?? number)?.replace(/\\(.)/g, '$1');
  const not = negated ? 'NOT ' : '';
  const column =
    key === undefined ? fieldColumn(field ?? '', query) : `data -> 'metadata' ->> ${literal(key)}`;
  if (nothing) return [`${not}(${column} IS NULL AND $::boolean)`, true];
  if (sign === '~') return [`${not}(coalesce(${column}, '') ILIKE '%' || $::text || '%')`, text];
  if (NUMBERS.includes(field ?? '')) {
    return [`${not}((${column})::numeric ${sign === ':' ? '=' : sign} $::numeric)`, text];
  }
  if (sign !== ':') throw notUnderstood(query);
  return [`${not}(coalesce(lower(${column}), '') = lower($::text))`, text];
}

function fieldColumn(field: string, query: string): string {
  if (!FIELDS.includes(field) && !NUMBERS.includes(field)) {
    throw invalidRequest(`Field \`${field}\` is an unsupported search field. Query: ${query}`, {
      param: 'query',
    });
  }
  return `data ->> '${field}'`;
}

function literal(text: string): string {
  return `'${text.replace(/\\(.)/g, '$1').replaceAll("'", "''")}'`;
}

function notUnderstood(query: string) {
  return invalidRequest(`We were unable to parse your search query. Query: ${query}`, { param: 'query' });
}
