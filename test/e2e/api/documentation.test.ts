import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiDocumentOf, type OpenApiCall, type OpenApiDocument } from '../../support/api-client.js';
import { launchChromium } from '../../support/chromium.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let document: OpenApiDocument;

beforeAll(async () => {
  purser = await startPurser();
  document = await openApiDocumentOf(purser);
});
afterAll(() => purser?.stop());

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...document });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe('3.1');
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it('lists every route that answers under the API, and the operational ones', () => {
    expect(Object.keys(callsOf(document)).sort()).toEqual(routes().sort());
  });

  it('names each call once, sums it up, and says what it needs', () => {
    const calls = callsOf(document);
    const ids = Object.values(calls).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, call] of Object.entries(calls)) {
      expect([name, call.summary]).toEqual([name, expect.any(String)]);
      if (!name.includes('/api/v1/')) continue;
      expect([name, call.security]).toEqual([name, [{ bearer: [] }]]);
      expect([name, Object.keys(call.responses)]).toEqual([name, expect.arrayContaining(['401'])]);
    }
    const money = Object.entries(calls).filter(([name]) => /(charges|holds|capture|release)$/.test(name));
    expect(money).toHaveLength(4);
    for (const [, call] of money) {
      expect(call.parameters).toContainEqual(
        expect.objectContaining({ in: 'header', name: 'Idempotency-Key', required: true }),
      );
    }
  });

  it('tells bounds and choices of the fields', () => {
    const { NewPaymentBody, NewBookingBody } = document.components.schemas;
    expect(NewPaymentBody).toMatchObject({
      required: ['amount'],
      properties: { amount: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
    });
    expect(NewBookingBody).toMatchObject({
      required: ['reference', 'customer', 'service', 'starts_at', 'total'],
      properties: { payment_option: { enum: ['charge_now', 'pre_authorize', 'later'] } },
    });
  });
});

describe('the page for people', () => {
  it('shows every call without breaking its own content security policy', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      const response = await page.goto(`${purser.url}/api/docs`);
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      await page.locator('.opblock').first().waitFor();
      expect(await page.locator('.opblock').count()).toBe(Object.keys(callsOf(document)).length);
      await page.locator('.opblock', { hasText: 'Charge a booking' }).locator('button').first().click();
      await page.getByText('Idempotency-Key').first().waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('has no other files', async () => {
    const { status } = await fetch(`${purser.url}/api/docs/package.json`);
    expect(status).toBe(404);
  });
});

function callsOf({ paths }: OpenApiDocument): Record<string, OpenApiCall> {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, call]) => [`${method.toUpperCase()} ${path}`, call]),
    ),
  );
}

/** What Express was told to answer, in the document's notation. */
function routes(): string[] {
  interface Layer {
    readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
  }
  const express = purser.running.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return express.router.stack.flatMap(({ route }) => {
    if (!route || !/^\/(api\/v1\/|healthz|readyz|metrics)/.test(route.path)) return [];
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${path}`);
  });
}
