import type { SweepOutlook } from '../reconciliation/get-sweep-outlook.query.js';
import { missingEvents } from './needed-events.js';
import type { AccountFacts, EndpointFacts } from './stripe-account.port.js';

/** `good`: as it must be. `warn`: works, or can't be told yet. `bad`: charges or news of them don't work like this. */
export type StepState = 'good' | 'warn' | 'bad';

export interface SetupStep {
  readonly id: 'key' | 'account' | 'clock' | 'endpoint' | 'reach' | 'secret' | 'events' | 'sweep' | 'balance';
  readonly title: string;
  readonly state: StepState;
  /** What was found, in a sentence. */
  readonly found: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly todo: readonly string[];
}

/** A fact that Stripe was asked for, or why it couldn't be had. */
export type Asked<Fact> = { readonly known: Fact } | { readonly problem: string };

export interface SetupFacts {
  readonly mode: 'sandbox' | 'test' | 'live';
  /** Where Stripe is to send events. */
  readonly webhookUrl: string;
  readonly apiVersion: string;
  readonly account: Asked<AccountFacts>;
  readonly endpoints: Asked<readonly EndpointFacts[]>;
  /** Whether what the takings need can be read. */
  readonly balance: Asked<true>;
  /** What keeps a request from reaching `webhookUrl`. */
  readonly obstacle?: string;
  readonly hasSecret: boolean;
  readonly lastEventAt?: Date;
  readonly lastRefusedAt?: Date;
  readonly sweep: SweepOutlook;
  readonly now: Date;
}

/** Stripe's libraries refuse a signature that is further off: https://docs.stripe.com/webhooks/signature */
const CLOCK_TOLERANCE_SECONDS = 300;
/** Well before signatures are refused. */
const CLOCK_WORTH_A_WORD_SECONDS = 60;
const QUIET_MS = 24 * 60 * 60 * 1000;
const SWEEP_LATE_MS = 15 * 60 * 1000;

/** What must be in place for a Purser on this Stripe account, in the order in which one sets it up. */
export function setupSteps(facts: SetupFacts): SetupStep[] {
  return [
    keyStep(facts),
    accountStep(facts),
    clockStep(facts),
    endpointStep(facts),
    reachStep(facts),
    secretStep(facts),
    eventsStep(facts),
    sweepStep(facts),
    balanceStep(facts),
  ];
}

/** The worst of them. */
export function overall(steps: readonly SetupStep[]): StepState {
  if (steps.some(({ state }) => state === 'bad')) return 'bad';
  return steps.some(({ state }) => state === 'warn') ? 'warn' : 'good';
}

function keyStep({ mode, account, apiVersion }: SetupFacts): SetupStep {
  const title = 'Secret key';
  if ('problem' in account)
    return {
      id: 'key',
      title,
      state: 'bad',
      found: account.problem,
      todo: [
        'In Stripe’s dashboard, under Developers → API keys, copy the secret key (or a restricted one).',
        'Set it as STRIPE_SECRET_KEY and start Purser again.',
      ],
    };
  const { id, name, country } = account.known;
  const whose = [name, country].filter(Boolean).join(', ');
  const words = {
    sandbox: 'The built-in sandbox: no real money can move',
    test: 'A test key: no real money can move',
    live: 'A live key: real money moves',
  }[mode];
  return {
    id: 'key',
    title,
    state: mode === 'live' ? 'good' : 'warn',
    found: `${words}. It opens ${whose === '' ? id : `${whose} (${id})`}; requests ask for version ${apiVersion} of the API.`,
    todo:
      mode === 'live'
        ? []
        : mode === 'sandbox'
          ? ['To go on with your own account, set STRIPE_SECRET_KEY to its test key first, on other data.']
          : ['When all works, start a Purser with the live key on data of its own.'],
  };
}

function accountStep({ account }: SetupFacts): SetupStep {
  const title = 'Account can charge';
  if ('problem' in account)
    return { id: 'account', title, state: 'bad', found: 'Not known without a working key.', todo: [] };
  const { canCharge, due, disabledReason } = account.known;
  const missing = due.length > 0 ? [`Stripe still asks for: ${due.map(readable).join(', ')}.`] : [];
  if (canCharge)
    return {
      id: 'account',
      title,
      state: missing.length > 0 ? 'warn' : 'good',
      found: 'Stripe lets this account take payments.',
      todo: missing,
    };
  const why = disabledReason ? `: ${readable(disabledReason)}` : '';
  return {
    id: 'account',
    title,
    state: 'bad',
    found: `Stripe doesn’t let this account take payments yet${why}.`,
    todo: [...missing, 'Complete the account in Stripe’s dashboard, under Settings → Business.'],
  };
}

function clockStep({ account }: SetupFacts): SetupStep {
  const title = 'Clock';
  const ahead = 'known' in account ? account.known.clockAheadSeconds : undefined;
  if (ahead === undefined)
    return {
      id: 'clock',
      title,
      state: 'warn',
      found: 'Stripe’s time isn’t known, so nothing to compare with.',
      todo: [],
    };
  const off = Math.abs(ahead);
  const state = off >= CLOCK_TOLERANCE_SECONDS ? 'bad' : off >= CLOCK_WORTH_A_WORD_SECONDS ? 'warn' : 'good';
  const found = off < 2 ? 'Agrees with Stripe’s.' : `${off} s ${ahead > 0 ? 'ahead of' : 'behind'} Stripe’s.`;
  const todo =
    state === 'good'
      ? []
      : [`Set this machine’s clock by NTP: beyond ${CLOCK_TOLERANCE_SECONDS} s, events are refused.`];
  return { id: 'clock', title, state, found, todo };
}

function endpointStep({ endpoints, webhookUrl }: SetupFacts): SetupStep {
  const title = 'Webhook endpoint';
  if ('problem' in endpoints)
    return {
      id: 'endpoint',
      title,
      state: 'warn',
      found: `Can’t be looked up: ${endpoints.problem}`,
      todo: ['A restricted key needs the right to read webhook endpoints.'],
    };
  const endpoint = endpoints.known.find(({ url }) => url === webhookUrl);
  if (!endpoint)
    return {
      id: 'endpoint',
      title,
      state: 'bad',
      found: `Stripe sends no events to ${webhookUrl}.`,
      todo: [
        'Make the endpoint: with the button here, with npm run doctor -- --create-endpoint, or in Stripe’s dashboard under Developers → Webhooks.',
        ...(isPrivate(webhookUrl)
          ? [
              'Stripe can’t reach this address. Set PURSER_PUBLIC_URL to the one the internet knows; on a laptop, use Stripe’s CLI: stripe listen --forward-to and this address.',
            ]
          : []),
      ],
    };
  if (!endpoint.isEnabled)
    return {
      id: 'endpoint',
      title,
      state: 'bad',
      found: `${endpoint.id} is disabled in Stripe.`,
      todo: ['Enable it in Stripe’s dashboard, under Developers → Webhooks.'],
    };
  const missing = missingEvents(endpoint.events);
  if (missing.length > 0)
    return {
      id: 'endpoint',
      title,
      state: 'bad',
      found: `${endpoint.id} leaves out ${missing.length} events that Purser listens to.`,
      todo: [`Add them to the endpoint in Stripe: ${missing.join(', ')}.`],
    };
  return {
    id: 'endpoint',
    title,
    state: 'good',
    found: `${endpoint.id} sends every event that is needed to ${webhookUrl}.`,
    todo: [],
  };
}

function reachStep({ obstacle, webhookUrl, mode }: SetupFacts): SetupStep {
  const title = 'Address answers';
  if (obstacle !== undefined)
    return {
      id: 'reach',
      title,
      state: 'bad',
      found: `A request to ${webhookUrl} didn’t arrive at Purser: ${obstacle}`,
      todo: ['Check PURSER_PUBLIC_URL, and the proxy in front of Purser.'],
    };
  if (mode !== 'sandbox' && isPrivate(webhookUrl))
    return {
      id: 'reach',
      title,
      state: 'warn',
      found: `${webhookUrl} answers on this machine; the internet, and so Stripe, can’t reach it.`,
      todo: ['Set PURSER_PUBLIC_URL, or forward events with Stripe’s CLI.'],
    };
  return { id: 'reach', title, state: 'good', found: `A request to ${webhookUrl} arrives.`, todo: [] };
}

function secretStep({ hasSecret, lastEventAt, lastRefusedAt, now }: SetupFacts): SetupStep {
  const title = 'Signing secret';
  if (!hasSecret)
    return {
      id: 'secret',
      title,
      state: 'bad',
      found: 'None is set: every event is refused.',
      todo: ['Set STRIPE_WEBHOOK_SECRET to the endpoint’s signing secret (whsec_…) and start Purser again.'],
    };
  if (lastRefusedAt && (!lastEventAt || lastRefusedAt > lastEventAt))
    return {
      id: 'secret',
      title,
      state: 'warn',
      found: `An event was refused ${agoOf(lastRefusedAt, now)}, and none was verified since: no secret that is set had signed it.`,
      todo: [
        'Compare STRIPE_WEBHOOK_SECRET with the signing secret that Stripe shows for this endpoint. While it is rotated, set both, separated by a comma.',
      ],
    };
  if (!lastEventAt)
    return {
      id: 'secret',
      title,
      state: 'warn',
      found: 'It is set; whether it is the right one shows with the first event.',
      todo: ['Make a payment in Stripe’s dashboard, or send a test event to the endpoint.'],
    };
  return { id: 'secret', title, state: 'good', found: 'It has verified events.', todo: [] };
}

function eventsStep({ lastEventAt, now, hasSecret }: SetupFacts): SetupStep {
  const title = 'Events arrive';
  if (!lastEventAt)
    return {
      id: 'events',
      title,
      state: hasSecret ? 'warn' : 'bad',
      found: 'None has arrived yet.',
      todo: ['Stripe shows what it tried to deliver under Developers → Webhooks.'],
    };
  const quiet = now.getTime() - lastEventAt.getTime() > QUIET_MS;
  return {
    id: 'events',
    title,
    state: quiet ? 'warn' : 'good',
    found: `The last one arrived ${agoOf(lastEventAt, now)}.`,
    todo: quiet ? ['If there were payments since, look under Developers → Webhooks in Stripe.'] : [],
  };
}

function sweepStep({ sweep, now }: SetupFacts): SetupStep {
  const title = 'Sweep';
  if (!sweep.finishedAt)
    return {
      id: 'sweep',
      title,
      state: 'warn',
      found: sweep.error ?? 'Not done yet: it begins soon after the start.',
      todo: [],
    };
  const late = now.getTime() - sweep.nextAt.getTime() > SWEEP_LATE_MS;
  return {
    id: 'sweep',
    title,
    state: late || sweep.error ? 'warn' : 'good',
    found: `What webhooks might have missed was last looked for ${agoOf(sweep.finishedAt, now)}.${sweep.error ? ` Since then: ${sweep.error}` : ''}`,
    todo: late ? ['Is a Purser running on this data?'] : [],
  };
}

/** https://docs.stripe.com/keys/restricted-api-keys: charges go without these rights. */
function balanceStep({ balance }: SetupFacts): SetupStep {
  const title = 'Fees and payouts';
  if ('known' in balance)
    return {
      id: 'balance',
      title,
      state: 'good',
      found: 'Balance transactions and payouts can be read: the takings tell fees and payouts.',
      todo: [],
    };
  return {
    id: 'balance',
    title,
    state: 'warn',
    found: `The takings go without Stripe’s fees and payouts: ${balance.problem}`,
    todo: [
      'A restricted key needs the right to read the balance, its transactions, what they are of (charges, refunds, disputes), and payouts.',
    ],
  };
}

/** Addresses that only this machine or its network knows. */
function isPrivate(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[::1?\])/.test(hostname) ||
    hostname.endsWith('.local')
  );
}

function agoOf(moment: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - moment.getTime()) / 1000));
  if (seconds < 120) return `${seconds} seconds ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes ago`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} hours ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

function readable(code: string): string {
  return code.replaceAll(/[._]/g, ' ');
}
