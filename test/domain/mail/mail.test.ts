import { Mail, type Delivery, type MailData } from '../../../src/domain/mail/mail.js';
import { MAIL_STATES, MAIL_TRANSITIONS, type MailState } from '../../../src/domain/mail/mail-states.js';
import { ANA, hoursAfter, NOW } from '../../support/domain/causes.js';
import { expectRefused } from '../../support/domain/refusals.js';

const PACE = { firstSeconds: 60 };
const SENT: Delivery = { outcome: 'sent', note: '250 OK' };
const NOT_SENT: Delivery = { outcome: 'not_sent', note: '451 Later' };
const REFUSED: Delivery = { outcome: 'refused', note: '550 No' };
const UNKNOWN: Delivery = { outcome: 'unknown', note: 'broke off' };

function aMail(data: Partial<MailData> = {}): Mail {
  return Mail.restore({
    id: 'mail-1',
    state: 'queued',
    attempts: 0,
    attemptsInRow: 0,
    timesSent: 0,
    nextAttemptAt: NOW,
    ...data,
  });
}

/** On its way, by attempt a1. */
function underWay(data: Partial<MailData> = {}): Mail {
  const mail = aMail(data);
  mail.begin('a1', NOW);
  return mail;
}

/** In each state, as it comes there. */
const IN: Readonly<Record<MailState, () => Mail>> = {
  queued: () => aMail(),
  sending: () => underWay(),
  sent: () => concluded(SENT),
  failed: () => concluded(REFUSED),
  unknown: () => concluded(UNKNOWN),
  kept: () => {
    const mail = aMail();
    mail.keep(NOW);
    return mail;
  },
};

function concluded(delivery: Delivery): Mail {
  const mail = underWay();
  mail.conclude('a1', delivery, PACE, NOW);
  return mail;
}

describe('an attempt to send a mail', () => {
  test.each([
    [SENT, 'sent'],
    [NOT_SENT, 'queued'],
    [REFUSED, 'failed'],
    [UNKNOWN, 'unknown'],
  ] as const)('that ends with %j leaves it %s', (delivery, state) => {
    expect(concluded(delivery).state).toBe(state);
  });

  test('begins only for one that waits, and whose time has come', () => {
    for (const state of MAIL_STATES) expect(IN[state]().begin('a2', NOW)).toBe(state === 'queued');
    expect(aMail({ nextAttemptAt: hoursAfter(NOW, 1) }).begin('a2', NOW)).toBe(false);
  });

  test('that wasn’t taken is made again after a minute, two, four, up to an hour', () => {
    const pauses: number[] = [];
    let at = NOW;
    const mail = aMail();
    for (let nth = 0; nth < 9; nth += 1) {
      mail.begin(`a${nth}`, at);
      mail.conclude(`a${nth}`, NOT_SENT, PACE, at);
      const next = mail.toData().nextAttemptAt ?? at;
      pauses.push((next.getTime() - at.getTime()) / 60_000);
      at = next;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('is given up after forty in a row', () => {
    const mail = underWay({ attempts: 39, attemptsInRow: 39 });
    mail.conclude('a1', NOT_SENT, PACE, NOW);
    expect(mail.state).toBe('failed');
    expect(mail.toData()).toMatchObject({ attempts: 40, reason: '451 Later' });
  });

  test('tells nothing of another one', () => {
    const mail = underWay();
    mail.conclude('a2', SENT, PACE, NOW);
    expect(mail.state).toBe('sending');
  });

  test('that nobody heard of any more may have sent it, once its time is up', () => {
    const early = underWay();
    early.abandonAttempt(hoursAfter(NOW, -1), NOW);
    expect(early.state).toBe('sending');
    const late = underWay();
    late.abandonAttempt(NOW, hoursAfter(NOW, 1));
    expect(late.state).toBe('unknown');
    expect(late.begin('a2', hoursAfter(NOW, 2))).toBe(false);
  });

  test('that answers after it was given up is still believed', () => {
    for (const [delivery, state] of [
      [SENT, 'sent'],
      [REFUSED, 'failed'],
      [NOT_SENT, 'queued'],
    ] as const) {
      const mail = concluded(UNKNOWN);
      mail.conclude('a1', delivery, PACE, NOW);
      expect(mail.state).toBe(state);
    }
  });
});

describe('a decision to send a mail again', () => {
  test('leads from every state but one back to waiting, and counts attempts anew', () => {
    for (const state of MAIL_STATES.filter((each) => each !== 'sending')) {
      const mail = IN[state]();
      mail.sendAgain({ by: ANA, at: NOW });
      expect(mail.toData()).toMatchObject({ state: 'queued', attemptsInRow: 0, nextAttemptAt: NOW });
      expect(mail.events.at(-1)).toEqual({ type: 'mail_queued', at: NOW, by: ANA });
      expect(mail.isDueAgain).toBe(true);
    }
  });

  test('waits for what comes of the attempt under way', () => {
    expectRefused(() => underWay().sendAgain({ by: ANA, at: NOW }), 'mail_being_sent');
  });

  test('makes another message only of what was accepted before', () => {
    expect(IN.sent().toData().timesSent).toBe(1);
    for (const state of ['failed', 'unknown', 'kept'] as const)
      expect(IN[state]().toData().timesSent).toBe(0);
  });

  test('takes no late answer of the attempt before it', () => {
    const mail = concluded(UNKNOWN);
    mail.sendAgain({ by: ANA, at: NOW });
    mail.conclude('a1', SENT, PACE, NOW);
    expect(mail.state).toBe('queued');
  });
});

test('a mail goes nowhere else than the table says', () => {
  const steps: readonly ((mail: Mail) => void)[] = [
    (mail) => void mail.begin('a2', NOW),
    (mail) => mail.keep(NOW),
    ...[SENT, NOT_SENT, REFUSED, UNKNOWN].map((delivery) => (mail: Mail) => {
      mail.conclude('a1', delivery, PACE, NOW);
    }),
    (mail) => mail.abandonAttempt(NOW, NOW),
    (mail) => (mail.state === 'sending' ? undefined : mail.sendAgain({ by: ANA, at: NOW })),
  ];
  for (const from of MAIL_STATES) {
    const reached = steps.map((step) => {
      const mail = IN[from]();
      step(mail);
      return mail.state;
    });
    const others = new Set(reached.filter((state) => state !== from));
    expect([from, [...others].sort()]).toEqual([from, [...MAIL_TRANSITIONS[from]].sort()]);
  }
});
