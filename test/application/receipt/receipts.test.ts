import { SendReceipt, SendReceiptHandler } from '../../../src/application/receipt/send-receipt.command.js';
import type { ReceiptSubject } from '../../../src/domain/receipt/receipt.js';
import { DEFAULT_SETTINGS } from '../../../src/domain/settings/desk-settings.js';
import {
  aDesk,
  aDeskWithACharge,
  aDeskWithAHold,
  keyed,
  type Desk,
} from '../../support/application/a-desk.js';
import { ANA } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

function mailsOf({ unitOfWork }: Desk) {
  return [...unitOfWork.stored.mails.values()].map(({ new: { cause, to, template, by, data } }) => ({
    cause,
    to: to.email,
    template,
    by: by.name,
    data,
  }));
}

function causesOf(desk: Desk): string[] {
  return mailsOf(desk).map(({ cause }) => cause);
}

function sendByItself({ unitOfWork }: Desk): void {
  unitOfWork.stored.settings.set('desk', {
    version: 2,
    settings: { ...DEFAULT_SETTINGS, sendReceipts: true },
  });
}

function send(
  desk: Desk,
  subject: ReceiptSubject,
  { key = 'key-1', email = undefined as string | undefined } = {},
) {
  const handler = new SendReceiptHandler(desk.unitOfWork, desk.clock);
  const idempotency = keyed(key, `${email}`);
  return handler.execute(
    new SendReceipt({ subject, email, occasion: `occasion-${key}`, by: ANA, idempotency }),
  );
}

async function aDeskThatSends(): Promise<Desk> {
  const desk = await aDesk();
  sendByItself(desk);
  return desk;
}

describe('receipts by themselves', () => {
  it('aren’t sent until that is settled', async () => {
    const desk = await aDeskWithACharge();
    await desk.refund({ amount: usd(100) });
    expect(mailsOf(desk)).toEqual([]);
  });

  it('go out with the charge, once, whoever tells of it and however often', async () => {
    const desk = await aDeskThatSends();
    await desk.charge({ amount: usd(600) });
    await desk.sync(desk.stripe.tell('p1'));
    await desk.recover();
    expect(mailsOf(desk)).toMatchObject([
      { cause: 'receipt:p1', to: 'mia@example.com', template: 'receipt', by: 'Purser' },
    ]);
    expect(desk.happenings.filter((type) => type === 'receipt_sent')).toHaveLength(1);
    expect(desk.unitOfWork.stored.jobs.filter(({ name }) => name === 'send-mail')).toHaveLength(1);
  });

  it('say what the booking’s page says then', async () => {
    const desk = await aDeskThatSends();
    await desk.charge({ amount: usd(600) });
    expect(mailsOf(desk)[0]?.data).toMatchObject({
      number: 'R-p1',
      amount: usd(600),
      total: usd(1000),
      standing: { paid: usd(600), outstanding: usd(400) },
    });
  });

  it('go out with the capture of a hold and not with the hold', async () => {
    const desk = await aDeskWithAHold();
    sendByItself(desk);
    expect(mailsOf(desk)).toEqual([]);
    await desk.capture({ amount: usd(250) });
    expect(mailsOf(desk)[0]).toMatchObject({ cause: 'receipt:p1', data: { amount: usd(250) } });
  });

  it('go out with a refund, of a charge and of a collection', async () => {
    const desk = await aDeskThatSends();
    await desk.charge({ amount: usd(600) });
    await desk.refund({ amount: usd(200) });
    const [refund] = desk.payment().refunds;
    expect(causesOf(desk)).toEqual(['receipt:p1', `receipt:${refund?.id}`]);

    await desk.collect({ payment: 'p2' });
    await desk.refund({ payment: 'p2', operation: 'op-2', amount: usd(50) });
    expect(causesOf(desk).slice(2)).toEqual(['receipt:p2', 'receipt:op-2']);
    expect(mailsOf(desk)[3]).toMatchObject({ template: 'refund_receipt', data: { method: 'by cash' } });
  });

  it('don’t go out for what was declined or isn’t known yet', async () => {
    const desk = await aDeskThatSends();
    desk.stripe.will('lose_answer');
    await desk.charge({ amount: usd(600) });
    expect(desk.payment().state).toBe('in_doubt');
    expect(mailsOf(desk)).toEqual([]);
  });

  it('are one though the answer to the commit that stored them is lost', async () => {
    const desk = await aDeskThatSends();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.collect();
    expect(causesOf(desk)).toEqual(['receipt:p1']);
    expect(desk.happenings.filter((type) => type === 'receipt_sent')).toHaveLength(1);
  });

  it('are not there when what they are for was not stored', async () => {
    const desk = await aDeskThatSends();
    desk.unitOfWork.crashAfter(0);
    await expect(desk.collect()).rejects.toThrow('The database is gone.');
    desk.unitOfWork.comeBack();
    expect(mailsOf(desk)).toEqual([]);
  });
});

describe('a receipt that somebody sends', () => {
  it('goes to the booking’s address, and the timeline says who sent it', async () => {
    const desk = await aDeskWithACharge();
    const sent = await send(desk, { payment: 'p1' });
    expect(sent).toMatchObject({ booking: 'booking-1', email: 'mia@example.com' });
    expect(mailsOf(desk)).toMatchObject([{ to: 'mia@example.com', by: ANA.name }]);
    expect(desk.unitOfWork.stored.events.at(-1)).toMatchObject({
      type: 'receipt_sent',
      receipted: usd(600),
      email: 'mia@example.com',
      cause: { by: ANA },
    });
  });

  it('goes where they say instead', async () => {
    const desk = await aDeskWithACharge();
    await send(desk, { payment: 'p1' }, { email: ' books@example.com ' });
    expect(mailsOf(desk)[0]?.to).toBe('books@example.com');
  });

  it('goes once for one decision, and again for another', async () => {
    const desk = await aDeskWithACharge();
    const first = await send(desk, { payment: 'p1' });
    expect(await send(desk, { payment: 'p1' })).toEqual(first);
    expect(mailsOf(desk)).toHaveLength(1);
    await send(desk, { payment: 'p1' }, { key: 'key-2' });
    expect(mailsOf(desk)).toHaveLength(2);
    expect(desk.happenings.filter((type) => type === 'receipt_sent')).toHaveLength(2);
  });

  it('goes once though the answer to its commit is lost', async () => {
    const desk = await aDeskWithACharge();
    desk.unitOfWork.loseAnswersToCommits(1);
    await send(desk, { payment: 'p1' });
    expect(mailsOf(desk)).toHaveLength(1);
    expect(desk.happenings.filter((type) => type === 'receipt_sent')).toHaveLength(1);
  });

  it('can be for a refund', async () => {
    const desk = await aDeskWithACharge();
    await desk.refund({ amount: usd(200) });
    const refund = desk.payment().refunds[0]?.id ?? '';
    await send(desk, { refund });
    expect(mailsOf(desk)[0]).toMatchObject({ template: 'refund_receipt', data: { amount: usd(200) } });
  });

  it('doesn’t go for money that wasn’t taken, nor to what is no address', async () => {
    const held = await aDeskWithAHold();
    await expectLaterRefused(send(held, { payment: 'p1' }), 'no_receipt', { state: 'authorized' });
    const charged = await aDeskWithACharge();
    await expectLaterRefused(send(charged, { payment: 'p1' }, { email: 'mia' }), 'recipient_not_accepted');
    await expectLaterRefused(send(charged, { payment: 'p9' }), 'payment_not_found');
    await expectLaterRefused(send(charged, { refund: 're_none' }), 'refund_not_found');
    expect([...mailsOf(held), ...mailsOf(charged)]).toEqual([]);
  });
});
