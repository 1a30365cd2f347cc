/**
 * Ways to break the rules by which money moves exactly once, each with the tests that have to notice: a Jest project
 * and a pattern of test files. `replace` may hold `$&`, which stands for what was found.
 */

const GATEWAY = 'src/infrastructure/stripe/stripe-payment-gateway.ts';
const SENDER = 'src/application/payment/payment-sender.ts';
const RECOVER = 'src/application/payment/recover-payment.command.ts';
const REQUEST = 'src/application/payment/request-payment.ts';
const PAYMENT = 'src/domain/payment/payment.ts';
const ERRORS = 'src/infrastructure/stripe/stripe-errors.ts';
const REPOSITORY = 'src/infrastructure/persistence/booking/postgres-booking-repository.ts';
const EVENTS = 'src/infrastructure/inbox/stripe-event-worker.ts';

const CRASHES = { project: 'faults', pattern: 'crashes' };
const STRIPE_FAULTS = { project: 'faults', pattern: 'stripe-faults' };
const CUTS = { project: 'faults', pattern: 'database-cuts' };

export const MUTATIONS = [
  {
    name: 'send a charge without the idempotency key',
    file: GATEWAY,
    find: "expand: ['latest_charge'],\n        },\n        { idempotencyKey },",
    replace: "expand: ['latest_charge'],\n        },\n        {},",
    only: 'charge,hold',
    tests: [CRASHES],
  },
  {
    name: 'send a charge again under a new key',
    file: GATEWAY,
    find: 'this.answeringIntent(order.kind, order.payment, ',
    replace: 'this.answeringIntent(order.kind, `${order.payment}-${Date.now()}`, ',
    only: 'charge,hold',
    tests: [CRASHES],
  },
  {
    name: 'send a refund again under a new key',
    file: SENDER,
    find: 'return this.gateway.refund(paymentIntent, amount, operation.reason, id, operation.note);',
    replace:
      'return this.gateway.refund(paymentIntent, amount, operation.reason, `${id}-${Date.now()}`, operation.note);',
    only: 'refund',
    tests: [CRASHES],
  },
  {
    name: 'ask Stripe before the decision is stored',
    file: REQUEST,
    find: '    await bookings.save(booking);\n    return orderFor(booking, payment, customer);',
    replace: `    const order = orderFor(booking, payment, customer);
    await this.gateway.charge({ ...order, stripeCustomer: customer.stripeCustomer ?? '' });
$&`,
    only: 'charge,hold',
    tests: [CRASHES],
  },
  {
    name: 'mark captured before Stripe has answered',
    file: PAYMENT,
    find: "return this.begin({ ...decided(id, cause), kind: 'capture', amount: asked });",
    replace: `const begun = this.begin({ ...decided(id, cause), kind: 'capture', amount: asked });
    this.data = { ...this.data, state: 'succeeded', captured: asked };
    return begun;`,
    only: 'capture',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'take up only what is known to be in doubt, and forget what was requested',
    file: REPOSITORY,
    find: 'return waits || payment.operation ? RECOVER_AFTER_SECONDS : undefined;',
    replace: 'return undefined;',
    only: 'charge,capture',
    tests: [CRASHES],
  },
  {
    name: 'forget which Idempotency-Key stands for which decision',
    file: 'src/infrastructure/persistence/decision/postgres-decision-log.ts',
    find: 'VALUES ($1, $2, $3, $4)\n       ON CONFLICT (scope, key) DO NOTHING RETURNING key`,\n      [scope, key, fingerprint, subject],',
    replace:
      'VALUES ($1, $2, $3, $4)\n       ON CONFLICT (scope, key) DO NOTHING RETURNING key`,\n      [scope, `${key}-${subject}`, fingerprint, subject],',
    only: 'charge',
    tests: [CRASHES],
  },
  {
    name: 'decide anew when the connection died during COMMIT',
    file: REQUEST,
    find: 'const stored = booking.findPayment(wanted.payment);',
    replace:
      'const stored = undefined as ReturnType<typeof booking.findPayment>;\n    wanted = { ...wanted, payment: crypto.randomUUID(), idempotency: undefined };',
    only: 'charge',
    tests: [CUTS],
  },
  {
    name: 'conclude that it isn’t in Stripe without looking',
    file: RECOVER,
    find: 'const found = await this.gateway.find(order.payment, stripeCustomer, requestedAt);',
    replace:
      'const found = undefined as GatewayPayment | undefined;\n    if (stripeCustomer === `${requestedAt}`) await this.gateway.find(order.payment, stripeCustomer, requestedAt);',
    only: 'charge,hold',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'conclude that a capture, release or refund wasn’t done without looking',
    file: RECOVER,
    find: 'if (!(await this.isStillOpen(decided))) return',
    replace: 'if (process.uptime() < 0) return',
    only: 'capture,release,refund',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'send again although the key may be gone',
    file: RECOVER,
    find: "if (age >= keyTtlSeconds) return 'gone';",
    replace: '',
    only: 'charge,refund',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'take an error of Stripe’s own that its key keeps for a refusal',
    file: ERRORS,
    find: "      outcome: 'broken_off',",
    replace: "      outcome: 'refused',",
    only: 'charge,capture,refund',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'take a lost connection for a refusal',
    file: ERRORS,
    find: "      outcome: 'unavailable',",
    replace: "      outcome: 'refused',",
    only: 'charge,capture,refund',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'take a key in use for a refusal',
    file: ERRORS,
    find: "    return { outcome: 'unknown', message: 'Stripe is still working on this request.' };",
    replace: "    return { outcome: 'refused', message: 'Stripe is still working on this request.' };",
    only: 'charge,capture,refund',
    tests: [STRIPE_FAULTS],
  },
  {
    name: 'settle an event before it is applied',
    file: EVENTS,
    find: '    const { settled, open } = await this.commands.execute(',
    replace: "    await this.queue.settle(events.map(({ news }) => news.id), 'applied');\n$&",
    only: 'release',
    tests: [CRASHES],
  },
  {
    name: 'ignore the version that people decided on',
    file: 'src/domain/booking/booking-standing.ts',
    find: 'if (version !== undefined && version !== this.loadedVersion) {',
    replace: 'if (version !== version) {',
    tests: [
      { project: 'domain', pattern: 'booking/booking.test' },
      { project: 'e2e', pattern: 'api/payments' },
    ],
  },
  {
    name: 'don’t lock the booking while deciding',
    file: REPOSITORY,
    find: '`SELECT * FROM bookings WHERE id = $1 FOR NO KEY UPDATE`',
    replace: '`SELECT * FROM bookings WHERE id = $1`',
    tests: [{ project: 'integration', pattern: 'booking-repository' }],
  },
  {
    name: 'apply an older report of a refund over a newer one',
    file: 'src/domain/payment/refund.ts',
    find: 'ORDER[reported.status] > ORDER[known.status]',
    replace: 'reported.status !== known.status',
    tests: [{ project: 'domain', pattern: 'any-order' }],
  },
  {
    name: 'apply an older report of a hold over its capture',
    file: 'src/domain/payment/payment-progress.ts',
    find: "  if (!canMove(payment.state, 'authorized')) return payment; // older than what is known\n  const placed = moved(payment, 'authorized');",
    replace: "  const placed: PaymentData = { ...payment, state: 'authorized' };",
    tests: [{ project: 'domain', pattern: 'any-order' }],
  },
  {
    name: 'charge for a batch after its stop was answered',
    file: 'src/application/batch/charge-next-in-batch.command.ts',
    find: 'if (!batch?.mayBegin || !batch.isAt(turn)) throw new TurnIsOver(id);',
    replace: 'if (!batch) throw new TurnIsOver(id);',
    tests: [{ project: 'application', pattern: 'batch/turns' }],
  },
  {
    name: 'let a batch’s stop pass a decision that is being stored',
    file: 'src/infrastructure/persistence/batch/postgres-batch-repository.ts',
    find: "return this.one(id, 'FOR SHARE');",
    replace: "return this.one(id, '');",
    tests: [{ project: 'integration', pattern: 'batch/stopping' }],
  },
  {
    name: 'give a lane of a batch a job for each answer that is lost',
    file: 'src/application/batch/charge-next-in-batch.command.ts',
    find: '    if (!batch.isAt(turn)) return;\n',
    replace: '',
    tests: [{ project: 'application', pattern: 'batch/turns' }],
  },
  {
    name: 'let a rule charge whose payment in Stripe isn’t linked yet',
    file: 'src/application/rule/perform-rule-action.command.ts',
    find: "if (deed.do !== 'renew' && (await unmatched.hasOpen(about.customer, currency))) throw new MayHavePaid();",
    replace: '',
    tests: [{ project: 'application', pattern: 'rule/changed-customers' }],
  },
];
