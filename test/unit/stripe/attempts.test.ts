import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Money } from '../../../src/domain/shared/money.js';
import { Metrics } from '../../../src/infrastructure/observability/metrics.js';
import { createStripeClient } from '../../../src/infrastructure/stripe/stripe-client.js';
import { StripePaymentGateway } from '../../../src/infrastructure/stripe/stripe-payment-gateway.js';

const REFUSAL = { type: 'invalid_request_error', message: 'Expired API Key provided: sk_test_*' };

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that breaks the first `broken` connections, perhaps having done what was asked, and then refuses. */
async function aStripeThat(broken: number, status: number): Promise<StripePaymentGateway> {
  let requests = 0;
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      if (requests <= broken) return request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ error: REFUSAL }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stripe = createStripeClient({ secretKey: 'sk_test_1', apiBase: `http://127.0.0.1:${port}` });
  return new StripePaymentGateway(stripe, new Metrics());
}

function capture(gateway: StripePaymentGateway) {
  return gateway.capture('pi_1', Money.of(1000, 'USD'), 'op-1');
}

describe('a request that Stripe refuses', () => {
  it.each([
    [401, 'locked_out'],
    [403, 'locked_out'],
    [400, 'refused'],
  ])('at the first attempt did nothing (%d)', async (status, outcome) => {
    expect(await capture(await aStripeThat(0, status))).toMatchObject({ outcome });
  });

  it.each([401, 403, 400])(
    'only when the client repeats it may have been done by the attempt before (%d)',
    async (status) => {
      expect(await capture(await aStripeThat(1, status))).toMatchObject({ outcome: 'unknown' });
    },
  );
});
