import { Metrics } from '../../../src/infrastructure/observability/metrics.js';

describe('metrics', () => {
  it('counts and times in a registry of its own, beside those of the process', async () => {
    const metrics = new Metrics();
    const others = new Metrics();
    metrics.payments.inc({ kind: 'charge', outcome: 'succeeded' });
    metrics.gatewayDuration.observe({ operation: 'charge', outcome: 'succeeded' }, 0.2);
    metrics.webhookEvents.inc({ stage: 'accepted' });
    metrics.httpDuration.observe({ method: 'GET', route: '/bookings/:id', status: '200' }, 0.004);

    const text = await metrics.text();
    expect(text).toContain('purser_payments_total{kind="charge",outcome="succeeded"} 1');
    expect(text).toContain(
      'purser_gateway_duration_seconds_bucket{le="0.25",operation="charge",outcome="succeeded"} 1',
    );
    expect(text).toContain('purser_webhook_events_total{stage="accepted"} 1');
    expect(text).toContain(
      'purser_http_duration_seconds_bucket{le="0.005",method="GET",route="/bookings/:id",status="200"} 1',
    );
    expect(text).toContain('process_resident_memory_bytes');
    expect(await others.text()).not.toContain('kind="charge"');
  });
});
