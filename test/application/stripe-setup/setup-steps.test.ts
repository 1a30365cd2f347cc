import { NEEDED_EVENTS } from '../../../src/application/stripe-setup/needed-events.js';
import {
  overall,
  setupSteps,
  type SetupFacts,
  type SetupStep,
} from '../../../src/application/stripe-setup/setup-steps.js';

const NOW = new Date('2026-11-25T12:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const URL = 'https://desk.example.com/webhooks/stripe';

const ACCOUNT = {
  id: 'acct_1',
  name: 'Harbour & Bay',
  country: 'PT',
  canCharge: true,
  due: [],
  clockAheadSeconds: 0,
};
const ENDPOINT = { id: 'we_1', url: URL, isEnabled: true, events: [...NEEDED_EVENTS] };
const IN_ORDER: SetupFacts = {
  mode: 'live',
  webhookUrl: URL,
  apiVersion: '2026-10-28.endive',
  account: { known: ACCOUNT },
  endpoints: { known: [ENDPOINT] },
  balance: { known: true },
  hasSecret: true,
  lastEventAt: ago(3),
  sweep: { finishedAt: ago(1), nextAt: NOW, seen: 0, missed: 0 },
  now: NOW,
};

function step(id: SetupStep['id'], facts: Partial<SetupFacts>): SetupStep {
  const found = setupSteps({ ...IN_ORDER, ...facts }).find((each) => each.id === id);
  if (!found) throw new Error(`There is no step ${id}.`);
  return found;
}

describe('setting up Stripe', () => {
  it('is all in order when it is', () => {
    const steps = setupSteps(IN_ORDER);
    expect(steps.filter(({ state, todo }) => state !== 'good' || todo.length > 0)).toEqual([]);
    expect(overall(steps)).toBe('good');
  });

  it.each<[string, SetupStep['id'], Partial<SetupFacts>, SetupStep['state'], RegExp]>([
    [
      'a key that Stripe doesn’t know',
      'key',
      { account: { problem: 'Stripe doesn’t know this key.' } },
      'bad',
      /doesn’t know/,
    ],
    [
      'a key that may not read payouts',
      'balance',
      { balance: { problem: 'The key has no right to this.' } },
      'warn',
      /without Stripe’s fees and payouts: The key has no right/,
    ],
    ['a test key', 'key', { mode: 'test' }, 'warn', /no real money/],
    [
      'an account that can’t charge',
      'account',
      {
        account: {
          known: {
            ...ACCOUNT,
            canCharge: false,
            due: ['external_account'],
            disabledReason: 'requirements.past_due',
          },
        },
      },
      'bad',
      /past due/,
    ],
    [
      'an account that Stripe asks more of',
      'account',
      { account: { known: { ...ACCOUNT, due: ['external_account'] } } },
      'warn',
      /lets this account/,
    ],
    [
      'a clock that is a minute and a half behind',
      'clock',
      { account: { known: { ...ACCOUNT, clockAheadSeconds: -90 } } },
      'warn',
      /90 s behind/,
    ],
    [
      'a clock that is five minutes ahead',
      'clock',
      { account: { known: { ...ACCOUNT, clockAheadSeconds: 300 } } },
      'bad',
      /300 s ahead/,
    ],
    [
      'no endpoint',
      'endpoint',
      { endpoints: { known: [{ ...ENDPOINT, url: 'https://other.example.com' }] } },
      'bad',
      /no events/,
    ],
    [
      'a disabled endpoint',
      'endpoint',
      { endpoints: { known: [{ ...ENDPOINT, isEnabled: false }] } },
      'bad',
      /disabled/,
    ],
    [
      'an endpoint that leaves events out',
      'endpoint',
      { endpoints: { known: [{ ...ENDPOINT, events: NEEDED_EVENTS.slice(2) }] } },
      'bad',
      /leaves out 2/,
    ],
    [
      'an endpoint for all events',
      'endpoint',
      { endpoints: { known: [{ ...ENDPOINT, events: ['*'] }] } },
      'good',
      /every event/,
    ],
    [
      'a key without the right to look',
      'endpoint',
      { endpoints: { problem: 'The key has no right to this.' } },
      'warn',
      /no right/,
    ],
    [
      'an address that nobody answers',
      'reach',
      { obstacle: 'nothing listens there.' },
      'bad',
      /nothing listens/,
    ],
    [
      'an address of this machine',
      'reach',
      { webhookUrl: 'http://127.0.0.1:3000/webhooks/stripe' },
      'warn',
      /can’t reach/,
    ],
    [
      'the same for the sandbox',
      'reach',
      { mode: 'sandbox', webhookUrl: 'http://127.0.0.1:3000/webhooks/stripe' },
      'good',
      /arrives/,
    ],
    ['no secret', 'secret', { hasSecret: false }, 'bad', /every event is refused/],
    ['a secret that refused the last event', 'secret', { lastRefusedAt: ago(1) }, 'warn', /60 seconds ago/],
    ['a secret that has verified since', 'secret', { lastRefusedAt: ago(10) }, 'good', /verified/],
    ['no event yet', 'events', { lastEventAt: undefined }, 'warn', /None/],
    ['two quiet days', 'events', { lastEventAt: ago(2 * 1440 + 1) }, 'warn', /2 days ago/],
    [
      'no sweep for long',
      'sweep',
      { sweep: { ...IN_ORDER.sweep, finishedAt: ago(60), nextAt: ago(59) } },
      'warn',
      /60 minutes ago/,
    ],
  ])('tells of %s', (_what, id, facts, state, found) => {
    const told = step(id, facts);
    expect(told).toMatchObject({ state, found: expect.stringMatching(found) });
  });

  it('says which events are left out', () => {
    const { todo } = step('endpoint', {
      endpoints: { known: [{ ...ENDPOINT, events: NEEDED_EVENTS.slice(2) }] },
    });
    for (const type of NEEDED_EVENTS.slice(0, 2)) expect(todo.join(' ')).toContain(type);
  });
});
