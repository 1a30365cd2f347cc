import type { TestPurser } from './purser.js';

/** How a page answered a customer's browser that follows nothing by itself. */
export interface CustomersPage {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where it leads. */
  readonly location: string;
}

/** A customer with a link, over plain HTTP: no scripts, no cookies. */
export class CustomerVisit {
  constructor(
    private readonly purser: Pick<TestPurser, 'sandbox'>,
    readonly link: string,
  ) {}

  open(): Promise<CustomersPage> {
    return ask(this.link);
  }

  press(): Promise<CustomersPage> {
    return ask(this.link, { method: 'POST' });
  }

  comeBack(): Promise<CustomersPage> {
    return ask(`${this.link}/back`);
  }

  /** On Stripe's page: chooses a test card and pays. */
  pay(page: string, card = 'pm_card_visa'): Promise<CustomersPage> {
    return this.send(`${page}/complete`, { payment_method: card });
  }

  /** On the bank's page. */
  answer(page: string, outcome: 'succeed' | 'fail'): Promise<CustomersPage> {
    return this.send(page, { outcome });
  }

  private send(address: string, fields: Record<string, string>): Promise<CustomersPage> {
    return ask(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: this.purser.sandbox.url },
    });
  }
}

async function ask(address: string, how: RequestInit = {}): Promise<CustomersPage> {
  const response = await fetch(address, { redirect: 'manual', ...how });
  const { status, headers } = response;
  return { status, headers, text: await response.text(), location: headers.get('location') ?? '' };
}
