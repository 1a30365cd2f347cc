import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { MetricsReader } from '../../application/shared/metrics-reader.port.js';

/** What `GET /metrics` shows, in Prometheus's format. One per process; tests make their own. */
export class Metrics extends MetricsReader {
  readonly registry = new Registry();
  readonly contentType = this.registry.contentType;

  /** `kind`: charge, hold, capture, release, refund… `outcome`: the state that the payment reached, or the refusal. */
  readonly payments = new Counter({
    name: 'purser_payments_total',
    help: 'Requests to move money, by kind and by what came of them',
    labelNames: ['kind', 'outcome'] as const,
    registers: [this.registry],
  });

  readonly gatewayDuration = new Histogram({
    name: 'purser_gateway_duration_seconds',
    help: 'How long Stripe took to answer, by operation and outcome',
    labelNames: ['operation', 'outcome'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  /**
   * `stage`: accepted (stored), repeated (known already), refused (not one of ours), unstored (to be sent again),
   * applied, failed, parked, swept (missed by webhooks).
   */
  readonly webhookEvents = new Counter({
    name: 'purser_webhook_events_total',
    help: "Stripe's events, by how far they came",
    labelNames: ['stage'] as const,
    registers: [this.registry],
  });

  /** `route`: the pattern, never the path, so that ids don't become series. */
  readonly httpDuration = new Histogram({
    name: 'purser_http_duration_seconds',
    help: 'How long answers took, by method, route pattern and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor() {
    super();
    collectDefaultMetrics({ register: this.registry });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
