import { invalidRequest } from './stripe-api-error.js';
import { listOf } from '../state/paging.js';
import type { Refund, StoredObject } from '../state/objects.js';
import type { Work } from '../state/work.js';

type Tree = Map<string, Tree>;
type Node = Record<string, unknown>;

/** Fields that hold an id and can hold the object instead. https://docs.stripe.com/api/expanding_objects */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  payment_intent: ['customer', 'latest_charge', 'payment_method', 'review', 'on_behalf_of', 'source'],
  charge: [
    'customer',
    'payment_intent',
    'balance_transaction',
    'failure_balance_transaction',
    'review',
    'on_behalf_of',
  ],
  refund: [
    'charge',
    'payment_intent',
    'balance_transaction',
    'failure_balance_transaction',
    'customer',
    'payment_method',
  ],
  dispute: ['charge', 'payment_intent'],
  payment_method: ['customer'],
  setup_intent: ['customer', 'payment_method', 'latest_attempt', 'mandate'],
  balance_transaction: ['source'],
  payout: [
    'balance_transaction',
    'failure_balance_transaction',
    'original_payout',
    'reversed_by',
    'destination',
  ],
  customer: ['default_source', 'test_clock'],
  'customer.invoice_settings': ['default_payment_method'],
  'checkout.session': ['customer', 'payment_intent', 'setup_intent', 'subscription', 'invoice'],
  error: [],
};
const DEEPEST = 4;
const FIRST_REFUNDS = 10;

/** Replaces ids by their objects, in place, where `paths` ask for it. Throws for what can't be expanded. */
export async function expandPaths(work: Work, root: object, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const tree: Tree = new Map();
  for (const path of paths) {
    const names = path.split('.');
    if (names.length > DEEPEST + (names[0] === 'data' ? 1 : 0)) {
      throw invalidRequest(`You cannot expand more than ${DEEPEST} levels of a property (${path}).`, {
        param: 'expand',
      });
    }
    let branch = tree;
    for (const name of names) {
      const next: Tree = branch.get(name) ?? new Map<string, Tree>();
      branch.set(name, next);
      branch = next;
    }
  }
  const isList = 'data' in root && Array.isArray(root.data);
  await expandAll(work, isList ? (root.data as Node[]) : [root as Node], isList ? dataOf(tree) : tree);
}

function dataOf(tree: Tree): Tree {
  for (const name of tree.keys()) if (name !== 'data') throw cannotExpand(name);
  return tree.get('data') ?? new Map<string, Tree>();
}

async function expandAll(work: Work, nodes: readonly Node[], tree: Tree): Promise<void> {
  for (const [name, inner] of tree) {
    const children = await childrenOf(work, nodes, name);
    if (inner.size > 0 && children.length > 0) await expandAll(work, children, inner);
  }
}

async function childrenOf(work: Work, nodes: readonly Node[], name: string): Promise<Node[]> {
  const first = nodes[0];
  if (!first) return [];
  const type = typeof first.object === 'string' ? first.object : 'customer.invoice_settings';
  if (type === 'list' && name === 'data') return nodes.flatMap((node) => node.data as Node[]);
  if (type === 'charge' && name === 'refunds') return attachRefunds(work, nodes);
  if (type === 'customer' && name === 'invoice_settings')
    return nodes.map((node) => node.invoice_settings as Node);
  if (type === 'checkout.session' && name === 'line_items') return attachLineItems(nodes);
  if (type === 'balance_transaction' && name === 'source') return replaceIds(work, nodes, name);
  if (!REFERENCES[type]?.includes(name)) throw cannotExpand(name);
  return replaceIds(work, nodes, name);
}

async function replaceIds(work: Work, nodes: readonly Node[], name: string): Promise<Node[]> {
  const ids = nodes.map((node) => node[name]).filter((id): id is string => typeof id === 'string');
  const found = await work.findAll(ids);
  const children: Node[] = [];
  for (const node of nodes) {
    const id = node[name];
    const object = typeof id === 'string' ? found.get(id) : undefined;
    const child = object ? (structuredClone(object) as StoredObject & Node) : id;
    node[name] = child;
    if (child !== null && typeof child === 'object') children.push(child as Node);
  }
  return children;
}

/** Left out of a charge unless asked for. https://docs.stripe.com/upgrades#2022-11-15 */
async function attachRefunds(work: Work, charges: readonly Node[]): Promise<Node[]> {
  const { rows } = await work.query<{ charge: string; data: Refund & Node }>(
    `SELECT charge, data FROM (
       SELECT charge, data, seq, row_number() OVER (PARTITION BY charge ORDER BY seq DESC) AS nth
       FROM stripe_sandbox.objects WHERE type = 'refund' AND charge = ANY($1)
     ) AS refunds WHERE nth <= ${FIRST_REFUNDS + 1} ORDER BY seq DESC`,
    [charges.map((charge) => charge.id)],
  );
  return charges.map((charge) => {
    const refunds = rows.filter((row) => row.charge === charge.id).map((row) => row.data);
    const list = listOf(
      refunds.slice(0, FIRST_REFUNDS),
      `/v1/charges/${String(charge.id)}/refunds`,
      refunds.length > FIRST_REFUNDS,
    );
    charge.refunds = list;
    return list as unknown as Node;
  });
}

function attachLineItems(sessions: readonly Node[]): Node[] {
  return sessions.map((session) => {
    const items = (session._sandbox as { line_items?: Node[] } | undefined)?.line_items ?? [];
    const list = listOf(items, `/v1/checkout/sessions/${String(session.id)}/line_items`);
    session.line_items = list;
    return list as unknown as Node;
  });
}

function cannotExpand(name: string) {
  return invalidRequest(
    `This property cannot be expanded (${name}). You may want to try expanding 'data.${name}' if it is part of a list.`,
    { param: 'expand' },
  );
}
