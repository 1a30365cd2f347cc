import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import Stripe from 'stripe';
import {
  DASHBOARD_ASSETS,
  DASHBOARD_VIEWS,
  problemOf,
  type SandboxPagesOptions,
} from '../dashboard/dashboard-router.js';
import { ownPagesOnly } from '../dashboard/own-pages.js';
import { securePage } from '../dashboard/page-headers.js';
import { PageViews } from '../dashboard/page-views.js';
import { SandboxControls } from '../dashboard/sandbox-controls.js';
import { readCheckout, type Checkout } from './checkout-session.js';
import { mountAuthentication } from './authentication-page.js';
import { isOffered, OFFERED_CARDS } from './offered-cards.js';

const VIEWS = path.join(path.dirname(fileURLToPath(import.meta.url)), 'views');

interface Choice {
  readonly card: string;
  readonly problem?: string;
}

/** The hosted page of a Checkout Session, in the place of Stripe's: mount it at `/c`, before anything that asks for a key. */
export function checkoutRouter(options: SandboxPagesOptions): Router {
  const { stripe } = options;
  const controls = new SandboxControls(stripe);
  const views = new PageViews(DASHBOARD_VIEWS, VIEWS);
  const router = express.Router();
  const form = express.urlencoded({ extended: false });

  const show = (request: Request, response: Response, view: string, page: object, status = 200) =>
    response
      .status(status)
      .type('html')
      .send(views.render(view, { ...page, base: request.baseUrl }));

  const showCheckout = (
    request: Request,
    response: Response,
    checkout: Checkout,
    { card, problem }: Choice = { card: '' },
  ) => {
    securePage(response, checkout.successUrl ? [new URL(checkout.successUrl).origin] : []);
    const groups = OFFERED_CARDS.map(({ label, cards }) => ({
      label,
      cards: cards.map((one) => ({ ...one, chosen: one.id === card })),
    }));
    const title = { open: '', authenticating: 'Your bank asks', done: 'Done', expired: 'Expired' }[
      checkout.state
    ];
    show(
      request,
      response,
      `checkout-${checkout.state}`,
      { ...checkout, title: title || (checkout.saves ? 'Save a card' : 'Pay'), groups, problem },
      problem === undefined ? 200 : 402,
    );
  };

  /** On to wherever the session now is: the business's page, the bank's question, or the choice of a card. */
  const goOn = async (request: Request, response: Response, id: string) => {
    const { state, successUrl } = await readCheckout(stripe, id);
    const own = `${request.baseUrl}/${encodeURIComponent(id)}`;
    response.redirect(303, state === 'done' && successUrl ? successUrl : own);
  };

  router.use(ownPagesOnly(options));
  router.use('/assets', express.static(DASHBOARD_ASSETS, { maxAge: '1h' }));

  router.get('/:session', async (request, response) => {
    showCheckout(request, response, await readCheckout(stripe, request.params.session));
  });

  router.get('/:session/left', async (request, response) => {
    const checkout = await readCheckout(stripe, request.params.session);
    securePage(response);
    show(request, response, 'checkout-left', { ...checkout, title: 'Canceled' });
  });

  router.post('/:session/complete', form, async (request: Request<{ session: string }>, response) => {
    const id = request.params.session;
    const card = field(request.body, 'payment_method');
    const checkout = await readCheckout(stripe, id);
    if (checkout.state !== 'open') return goOn(request, response, id);
    if (!isOffered(card)) {
      return showCheckout(request, response, checkout, { card, problem: 'Choose one of the test cards.' });
    }
    const problem = await refusalOf(() => controls.completeCheckout(id, card));
    if (problem === undefined) return goOn(request, response, id);
    showCheckout(request, response, await readCheckout(stripe, id), { card, problem });
  });

  router.post('/:session/authenticate', form, async (request: Request<{ session: string }>, response) => {
    const id = request.params.session;
    const { state, paymentIntent, setupIntent } = await readCheckout(stripe, id);
    if (state !== 'authenticating') return goOn(request, response, id);
    const outcome = field(request.body, 'outcome') === 'fail' ? 'fail' : 'succeed';
    const problem = await refusalOf(async () => {
      if (paymentIntent) await controls.authenticatePayment(paymentIntent, outcome);
      else if (setupIntent) await controls.authenticateSetup(setupIntent, outcome);
    });
    const checkout = await readCheckout(stripe, id);
    if (checkout.state !== 'open') return goOn(request, response, id);
    const failed =
      'The bank could not tell that it is you. Nothing was taken. Choose another card or try again.';
    showCheckout(request, response, checkout, { card: '', problem: problem ?? failed });
  });

  mountAuthentication(router, { stripe, controls, form, show });

  const onError: ErrorRequestHandler = (error: unknown, request, response, _next) => {
    const { status, message } = problemOf(error);
    const title = status === 404 ? 'There is no such checkout' : 'Something went wrong';
    securePage(response);
    show(request, response, 'checkout-problem', { title, message }, status);
  };
  router.use(onError);
  return router;
}

/** Stripe's words when the card is refused or the session has moved on meanwhile. */
async function refusalOf(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
    if (error instanceof StripeCardError || error instanceof StripeInvalidRequestError) return error.message;
    throw error;
  }
}

function field(body: unknown, name: string): string {
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}
