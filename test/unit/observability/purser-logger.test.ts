import { createLog, PurserLogger } from '../../../src/infrastructure/observability/purser-logger.js';

function aLog() {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const logger = new PurserLogger(log);
  return { log, logger, text: () => lines.join(''), entries: () => lines.map((line) => JSON.parse(line)) };
}

describe('the log', () => {
  it.each<[string, unknown, string]>([
    [
      'a bearer token in a header',
      { req: { headers: { authorization: 'Bearer abcdef123456' } } },
      'abcdef123456',
    ],
    ['a cookie', { req: { headers: { cookie: 'purser.sid=s3ss10n' } } }, 's3ss10n'],
    ['cookies being set', { res: { headers: { 'set-cookie': ['purser.sid=s3ss10n', 'b=2'] } } }, 's3ss10n'],
    ['a password in a body', { req: { body: { email: 'a@b.c', password: 'hunter22' } } }, 'hunter22'],
    ['a password four levels down', { a: { b: { c: { newPassword: 'hunter22' } } } }, 'hunter22'],
    ['a password hash', { user: { password_hash: '$argon2id$v=19$abc' } }, 'argon2id'],
    ['a secret key', { config: { stripe: { secretKey: 'whatever' } } }, 'whatever'],
    ['signing secrets', { stripe: { webhookSecrets: ['one-secret', 'another'] } }, 'one-secret'],
    ['a client secret', { intent: { client_secret: 'pi_1_secret_2' } }, 'secret_2'],
    ['a card number', { card: { number: '4242424242424242' } }, '4242424242424242'],
    ['a card check code', { card: { cvc: '123' } }, '123'],
    ['a CSRF token', { body: { _csrf: 'f00dfeed' } }, 'f00dfeed'],
  ])('hides %s', (_what, fields, secret) => {
    const { log, text, entries } = aLog();
    log.info(fields as object, 'request');
    expect(text()).not.toContain(secret);
    expect(text()).toContain('[redacted]');
    expect(entries()[0].msg).toBe('request');
  });

  it.each([
    ['Invalid API Key provided: sk_test_51HqLyjWDarjtT1zdp7dc', '51HqLyj'],
    ['rk_live_abcdefgh refused', 'abcdefgh'],
    ['signed with whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH', '5WbX5kEWL'],
    ['can not reach postgres://purser:s3cr3t@db:5432/purser', 's3cr3t'],
    ['can not reach redis://:s3cr3t@db', 's3cr3t'],
    ['body was {"password":"hunter22","amount":100}', 'hunter22'],
    ['GET /sign-in?token=abcdef&next=/', 'abcdef'],
    ['header Authorization: Bearer abc.def.ghi', 'abc.def.ghi'],
    ['card 4242 4242 4242 4242 declined', '4242 4242'],
    ['card 3782-822463-10005 declined', '822463'],
  ])('hides the secret in “%s”', (message, secret) => {
    const { logger, text } = aLog();
    logger.log(message);
    expect(text()).not.toContain(secret);
    expect(text()).toContain('[redacted]');
  });

  it('hides secrets in errors, their causes and stacks', () => {
    const { logger, text, entries } = aLog();
    const cause = new Error('Expired API Key provided: sk_live_abcdef');
    logger.error(new Error('charge failed for 4000000000000002', { cause }), 'Charges');
    expect(text()).not.toMatch(/sk_live_abcdef|4000000000000002/);
    expect(entries()[0]).toMatchObject({ context: 'Charges', err: { type: 'Error' } });
  });

  it('leaves what is no secret as it was', () => {
    const { log, entries } = aLog();
    const fields = {
      payment: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
      amount: 4242424242424242,
      last4: '4242',
      reference: '1234567890123456',
      idempotencyKey: '0190a1b2-c3d4-7e5f-8a9b-123456789012',
      url: 'https://dashboard.stripe.com/test/customers/cus_1',
      nothing: null,
      ok: true,
    };
    log.info(fields, 'charged 185.50 USD at 2026-11-24T14:50:26.000Z');
    expect(entries()[0]).toMatchObject({ ...fields, msg: 'charged 185.50 USD at 2026-11-24T14:50:26.000Z' });
  });

  it('writes what Nest passes: message, stack and context, but not its own start', () => {
    const { logger, entries } = aLog();
    logger.log('Settled 3 payments', 'Recovery');
    logger.log('Mapped {/bookings, GET} route', 'RouterExplorer');
    logger.error('It broke', 'Error: It broke\n    at charge (charge.ts:1:1)', 'Charges');
    logger.warn({ drift: 2 }, 'Reconciliation');
    logger.debug('not at this level');
    expect(entries()).toEqual([
      expect.objectContaining({ level: 30, context: 'Recovery', msg: 'Settled 3 payments' }),
      expect.objectContaining({
        level: 50,
        context: 'Charges',
        msg: 'It broke',
        stack: expect.stringContaining('charge.ts'),
      }),
      expect.objectContaining({ level: 40, context: 'Reconciliation', drift: 2 }),
    ]);
  });
});
