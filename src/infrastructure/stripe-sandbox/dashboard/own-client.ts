import Stripe from 'stripe';

/** The pages' way to the sandbox: the official package, as everybody else's. */
export function ownClient(url: string, secretKey: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(secretKey, {
    apiVersion: '2026-10-28.endive',
    protocol: 'http',
    host: hostname,
    port,
    // A page is for a person who can press the button again, under the same key.
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
