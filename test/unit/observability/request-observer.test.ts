import express from 'express';
import request from 'supertest';
import { Metrics } from '../../../src/infrastructure/observability/metrics.js';
import { createLog } from '../../../src/infrastructure/observability/purser-logger.js';
import { observeRequests } from '../../../src/infrastructure/observability/request-observer.js';

describe('the request log', () => {
  it('has one line for an answer, with method, path, status and the id that the answer carries', async () => {
    const { app, lines } = observed();
    const { headers } = await request(app).get('/bookings/7');
    expect(lines()).toMatchObject([
      {
        level: 30,
        req: { id: headers['x-request-id'], method: 'GET', path: '/bookings/7' },
        res: { status: 200 },
        msg: 'GET /bookings/7 200',
      },
    ]);
  });

  it('says nothing of headers, query strings and bodies', async () => {
    const { app, written } = observed();
    await request(app)
      .get('/bookings/7?q=nora@example.com')
      .set('Authorization', 'Bearer a-token-that-is-secret')
      .set('Cookie', 'purser=a-session')
      .set('Idempotency-Key', 'a-key')
      .send({ name: 'Nora Lindqvist' });
    for (const secret of ['nora', 'a-token', 'a-session', 'a-key', 'Lindqvist']) {
      expect(written().toLowerCase()).not.toContain(secret.toLowerCase());
    }
  });

  it.each(['/l/the-token/back', '/L/the-token/back'])(
    'hides what a customer’s link ends in: %s',
    async (path) => {
      const { app, written } = observed();
      await request(app).get(path);
      expect(written()).toContain('…/back');
      expect(written()).not.toContain('the-token');
    },
  );

  it('marks failures as errors, and leaves out what supervisors ask every few seconds', async () => {
    const { app, lines } = observed();
    await request(app).get('/broken');
    await request(app).get('/healthz');
    expect(lines()).toMatchObject([{ level: 50, res: { status: 500 }, msg: 'GET /broken 500' }]);
  });
});

describe('the request timer', () => {
  it('names the pattern of the route, never the path', async () => {
    const { app, metrics } = observed();
    await request(app).get('/bookings/7');
    await request(app).get('/bookings/8');
    await request(app).get('/nothing/9');
    const text = await metrics.text();
    const count = (route: string, status: number) =>
      `purser_http_duration_seconds_count{method="GET",route="${route}",status="${status}"}`;
    expect(text).toContain(`${count('/bookings/:id', 200)} 2`);
    expect(text).toContain(`${count('unmatched', 404)} 1`);
    expect(text).not.toContain('/nothing/9');
  });
});

function observed() {
  const chunks: string[] = [];
  const log = createLog('info', { write: (line: string) => void chunks.push(line) });
  const metrics = new Metrics();
  const app = express();
  app.use(...observeRequests(log, metrics));
  app.get('/bookings/:id', (_request, response) => void response.json({ name: 'Nora Lindqvist' }));
  app.get('/broken', (_request, response) => void response.status(500).end());
  app.get('/healthz', (_request, response) => void response.end());
  const written = () => chunks.join('');
  const lines = () => chunks.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { app, metrics, written, lines };
}
