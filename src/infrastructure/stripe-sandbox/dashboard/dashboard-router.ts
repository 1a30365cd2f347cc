import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import Stripe from 'stripe';
import { changeCards, type CardForm } from './customer-cards.js';
import { customerPage, customersPage } from './customer-pages.js';
import { actOnDispute, DISPUTE_FORMS } from './dispute-actions.js';
import { disputePage } from './dispute-page.js';
import { eventPage, eventsPage } from './event-pages.js';
import { makePayment } from './new-payment.js';
import { ownPagesOnly } from './own-pages.js';
import { securePage } from './page-headers.js';
import { PageViews } from './page-views.js';
import { actOnPayment, type PaymentForm } from './payment-actions.js';
import { paymentPage, type PaymentNotice } from './payment-page.js';
import { paymentsPage } from './payments-page.js';
import { payoutPage, payoutsPage } from './payout-pages.js';
import { SandboxControls } from './sandbox-controls.js';

export interface SandboxPagesOptions {
  /** A client of the sandbox itself: the pages see what any other client sees. */
  readonly stripe: Stripe;
  /** Where the sandbox answers, for example `http://127.0.0.1:12111`. */
  readonly baseUrl: string;
  readonly secretKey: string;
}

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const DASHBOARD_VIEWS = path.join(HERE, 'views');
export const DASHBOARD_ASSETS = path.join(HERE, 'assets');

const FORMS: readonly PaymentForm[] = ['capture', 'cancel', 'refund', 'authenticate', 'dispute'];
const NOTICES: readonly PaymentNotice[] = [
  'captured',
  'canceled',
  'refunded',
  'authenticated',
  'refused',
  'disputed',
];

/** The sandbox's dashboard, in the place of Stripe's: mount it at `/dashboard`, before anything that asks for a key. */
export function dashboardRouter(options: SandboxPagesOptions): Router {
  const { stripe } = options;
  const controls = new SandboxControls(stripe);
  const views = new PageViews(DASHBOARD_VIEWS);
  const router = express.Router();

  const show = (request: Request, response: Response, view: string, page: object, status = 200) => {
    securePage(response);
    const html = views.render(view, { ...page, base: request.baseUrl, once: randomUUID() });
    response.status(status).type('html').send(html);
  };
  const showMissing = (request: Request, response: Response, message: string) =>
    show(request, response, 'problem', { title: 'Not found', message }, 404);

  router.use(ownPagesOnly(options));
  router.use('/assets', express.static(DASHBOARD_ASSETS, { maxAge: '1h' }));

  router.get('/', async (request, response) => {
    const page = await paymentsPage(stripe, text(request, 'status'), text(request, 'starting_after'));
    show(request, response, 'payments', page);
  });
  router.get('/payments', (request, response) => response.redirect(301, `${request.baseUrl}/`));

  router.get('/payments/:id', async (request, response) => {
    const notice = NOTICES.find((one) => one === text(request, 'done'));
    show(request, response, 'payment', await paymentPage(stripe, request.params.id, { notice }));
  });

  router.post('/payments/:id/:form', express.urlencoded({ extended: false }), async (request, response) => {
    const { id } = request.params;
    const form = FORMS.find((one) => one === request.params.form);
    if (!form) return showMissing(request, response, 'There is no such action.');
    const outcome = await actOnPayment({ stripe, controls }, id, form, request.body);
    if ('notice' in outcome) {
      return response.redirect(
        303,
        `${request.baseUrl}/payments/${encodeURIComponent(id)}?done=${outcome.notice}`,
      );
    }
    show(request, response, 'payment', await paymentPage(stripe, id, outcome), 422);
  });

  // Where a refused form's page is reloaded from its address.
  router.get('/payments/:id/:form', (request, response) =>
    response.redirect(303, `${request.baseUrl}/payments/${encodeURIComponent(request.params.id)}`),
  );

  router.get('/disputes/:id', async (request, response) => {
    show(request, response, 'dispute', await disputePage(stripe, request.params.id));
  });
  router.post('/disputes/:id/:form', express.urlencoded({ extended: false }), async (request, response) => {
    const { id } = request.params;
    const form = DISPUTE_FORMS.find((one) => one === request.params.form);
    if (!form) return showMissing(request, response, 'There is no such action.');
    const problem = await actOnDispute({ stripe, controls }, id, form, request.body);
    if (problem === undefined)
      return response.redirect(303, `${request.baseUrl}/disputes/${encodeURIComponent(id)}`);
    show(request, response, 'dispute', await disputePage(stripe, id, problem), 422);
  });
  // Where a refused form's page is reloaded from its address.
  router.get('/disputes/:id/:form', (request, response) =>
    response.redirect(303, `${request.baseUrl}/disputes/${encodeURIComponent(request.params.id)}`),
  );

  router.get('/customers', async (request, response) => {
    const page = await customersPage(stripe, text(request, 'q'), text(request, 'starting_after'));
    show(request, response, 'customers', page);
  });
  router.get('/customers/:id', async (request, response) => {
    const page = await customerPage(stripe, request.params.id);
    if (!page) return showMissing(request, response, 'This customer was deleted.');
    show(request, response, 'customer', page);
  });

  router.post(
    '/customers/:id/payments',
    express.urlencoded({ extended: false }),
    async (request, response) => {
      const { id } = request.params;
      const made = await makePayment(stripe, id, request.body);
      if ('payment' in made)
        return response.redirect(303, `${request.baseUrl}/payments/${encodeURIComponent(made.payment)}`);
      const page = await customerPage(stripe, id, { refused: made.refused });
      if (!page) return showMissing(request, response, 'This customer was deleted.');
      show(request, response, 'customer', page, 422);
    },
  );
  // Where a refused form's page is reloaded from its address.
  router.get('/customers/:id/payments', (request, response) =>
    response.redirect(303, `${request.baseUrl}/customers/${encodeURIComponent(request.params.id)}`),
  );

  const changeCard = async (request: Request, response: Response, form: CardForm, card: string) => {
    const id = String(request.params.id);
    const refusedCard = await changeCards(stripe, id, form, card);
    if (!refusedCard) return response.redirect(303, `${request.baseUrl}/customers/${encodeURIComponent(id)}`);
    const page = await customerPage(stripe, id, { refusedCard });
    if (!page) return showMissing(request, response, 'This customer was deleted.');
    show(request, response, 'customer', page, 422);
  };
  router.post('/customers/:id/cards', express.urlencoded({ extended: false }), (request, response) =>
    changeCard(request, response, 'add', typed(request.body, 'payment_method')),
  );
  router.post('/customers/:id/cards/:card/default', (request, response) =>
    changeCard(request, response, 'default', request.params.card),
  );
  router.post('/customers/:id/cards/:card/remove', (request, response) =>
    changeCard(request, response, 'remove', request.params.card),
  );
  router.get('/customers/:id/cards{/*rest}', (request, response) =>
    response.redirect(303, `${request.baseUrl}/customers/${encodeURIComponent(String(request.params.id))}`),
  );

  router.get('/payouts', async (request, response) => {
    show(request, response, 'payouts', await payoutsPage(stripe, text(request, 'starting_after')));
  });
  router.post('/payouts', async (request, response) => {
    await controls.payOut();
    response.redirect(303, `${request.baseUrl}/payouts`);
  });
  router.get('/payouts/:id', async (request, response) => {
    show(request, response, 'payout', await payoutPage(stripe, request.params.id));
  });

  router.get('/events', async (request, response) => {
    show(request, response, 'events', await eventsPage(stripe, text(request, 'starting_after')));
  });
  router.get('/events/:id', async (request, response) => {
    show(request, response, 'event', await eventPage(stripe, request.params.id));
  });

  router.use((request, response) => showMissing(request, response, 'There is no such page.'));
  const onError: ErrorRequestHandler = (error: unknown, request, response, _next) => {
    const { status, message } = problemOf(error);
    const title = status === 404 ? 'Not found' : 'Something went wrong';
    show(request, response, 'problem', { title, message }, status);
  };
  router.use(onError);
  return router;
}

/** What a page says of an error: Stripe's own words when there are any. */
export function problemOf(error: unknown): { status: number; message: string } {
  if (error instanceof Stripe.errors.StripeError) {
    return { status: error.statusCode ?? 502, message: error.message };
  }
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return { status, message: status < 500 ? 'The request could not be read.' : 'The sandbox made a mistake.' };
}

function typed(body: unknown, name: string): string {
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value.slice(0, 200) : '';
}

function text(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
