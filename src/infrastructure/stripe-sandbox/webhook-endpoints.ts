import type { Route } from './http/route.js';
import { changedMetadata, type Params } from './http/params.js';
import { invalidRequest, parameterMissing } from './http/stripe-api-error.js';
import { newId, randomText } from './state/ids.js';
import type { WebhookEndpoint } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import { API_VERSION, type Work } from './state/work.js';

const PATH = '/v1/webhook_endpoints';

/** https://docs.stripe.com/api/webhook_endpoints: the secret is told at creation only. */
export const webhookEndpointRoutes: readonly Route[] = [
  {
    method: 'post',
    path: PATH,
    operation: 'create_webhook_endpoint',
    handle({ work, params }) {
      const url = params.requiredText('url');
      const events = params.texts('enabled_events');
      if (!events) throw parameterMissing('enabled_events');
      params.ignore('api_version', 'connect');
      const endpoint = newEndpoint(work, url, `whsec_${randomText(32)}`);
      endpoint.enabled_events = events;
      change(endpoint, params);
      params.done();
      return Promise.resolve(work.put(endpoint));
    },
  },
  {
    method: 'get',
    path: PATH,
    operation: 'list_webhook_endpoints',
    async handle({ work, params }) {
      const page = readPage(params);
      params.done();
      const list = await listObjects<WebhookEndpoint>(work, 'webhook_endpoint', page, [], PATH);
      return { ...list, data: list.data.map(withoutSecret) };
    },
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    operation: 'retrieve_webhook_endpoint',
    async handle({ work, params, part }) {
      params.done();
      return withoutSecret(await work.get<WebhookEndpoint>('webhook_endpoint', part('id')));
    },
  },
  {
    method: 'post',
    path: `${PATH}/:id`,
    operation: 'update_webhook_endpoint',
    async handle({ work, params, part }) {
      const endpoint = await work.lock<WebhookEndpoint>('webhook_endpoint', part('id'));
      const url = params.text('url');
      if (url) endpoint.url = requireUrl(url);
      endpoint.enabled_events = params.texts('enabled_events') ?? endpoint.enabled_events;
      const disabled = params.flag('disabled');
      if (disabled !== undefined) endpoint.status = disabled ? 'disabled' : 'enabled';
      change(endpoint, params);
      params.done();
      return withoutSecret(work.put(endpoint));
    },
  },
  {
    method: 'delete',
    path: `${PATH}/:id`,
    operation: 'delete_webhook_endpoint',
    async handle({ work, params, part }) {
      params.done();
      const { id } = await work.lock<WebhookEndpoint>('webhook_endpoint', part('id'));
      work.remove(id);
      return { id, object: 'webhook_endpoint', deleted: true };
    },
  },
];

/** One per address: the same address keeps its endpoint, with another secret when one is given. */
export async function ensureWebhookEndpoint(
  work: Work,
  url: string,
  secret: string | undefined,
): Promise<WebhookEndpoint> {
  const { rows } = await work.query<{ data: WebhookEndpoint }>(
    `SELECT data FROM stripe_sandbox.objects WHERE type = 'webhook_endpoint' AND data ->> 'url' = $1 FOR UPDATE`,
    [url],
  );
  const endpoint = rows[0]?.data ?? newEndpoint(work, url, secret ?? `whsec_${randomText(32)}`);
  return work.put({ ...endpoint, status: 'enabled', secret: secret ?? endpoint.secret });
}

function newEndpoint(work: Work, url: string, secret: string): WebhookEndpoint {
  return {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    created: work.now,
    description: null,
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    secret,
    status: 'enabled',
    url: requireUrl(url),
  };
}

function change(endpoint: WebhookEndpoint, params: Params): void {
  const description = params.text('description');
  if (description !== undefined) endpoint.description = description;
  endpoint.metadata = changedMetadata(endpoint.metadata, params.metadata());
}

function requireUrl(url: string): string {
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
    code: 'url_invalid',
    param: 'url',
  });
}

function withoutSecret({ secret: _secret, ...endpoint }: WebhookEndpoint): object {
  return endpoint;
}
