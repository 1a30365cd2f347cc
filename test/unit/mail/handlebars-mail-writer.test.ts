import type { StoredMailContent } from '../../../src/application/mail/mail-content.js';
import { HandlebarsMailWriter } from '../../../src/infrastructure/mail/handlebars-mail-writer.js';

const writer = new HandlebarsMailWriter({
  name: 'Northern Kayaks & Co',
  locale: 'en-GB',
  timeZone: 'Europe/Lisbon',
});

const BOOKING = {
  reference: 'NK-1042',
  service: 'Harbour kayak tour',
  startsAt: '2031-05-01T17:30:00.000Z',
};
const LINK = 'https://pay.example/l/abc?x=1&y=2';

const GBP = (amount: number) => ({ amount, currency: 'GBP' });
const RECEIPT = {
  number: 'R-1042',
  customerName: 'Nora',
  booking: BOOKING,
  lines: [
    { description: 'Adults', quantity: 2, isOff: false, amount: GBP(20000) },
    { description: 'Early <bird>', quantity: 1, isOff: true, amount: GBP(1450) },
  ],
  total: GBP(18550),
  amount: GBP(10000),
  at: '2031-04-02T09:05:00.000Z',
  card: { brand: 'visa', last4: '4242' },
  stripeReference: 'pi_1',
  givenBack: [{ amount: GBP(2500), at: '2031-04-05T10:00:00.000Z', isOnItsWay: true }],
  standing: { asOf: '2031-04-06T10:00:00.000Z', paid: GBP(7500), waived: GBP(2500), outstanding: GBP(8550) },
  contact: {
    contactEmail: 'hello@kayaks.example',
    contactPhone: '+351 21 000 0000',
    address: 'Doca de Belém 4\n1300-038 Lisboa',
    taxId: 'VAT PT 509 442 013',
    receiptFooter: 'Come back soon.',
  },
};

const MAILS: Readonly<Record<StoredMailContent['template'], StoredMailContent>> = {
  payment_link: {
    template: 'payment_link',
    data: {
      customerName: 'Nora',
      booking: BOOKING,
      amount: { amount: 18550, currency: 'USD' },
      link: LINK,
      expiresAt: '2031-04-30T17:30:00.000Z',
      message: 'See you soon <3',
    },
  },
  authenticate_payment: {
    template: 'authenticate_payment',
    data: {
      customerName: 'Nora',
      booking: BOOKING,
      amount: { amount: 5000, currency: 'JPY' },
      link: LINK,
    },
  },
  add_card: { template: 'add_card', data: { customerName: 'Nora', link: LINK } },
  receipt: { template: 'receipt', data: RECEIPT },
  refund_receipt: {
    template: 'refund_receipt',
    data: { ...RECEIPT, stripeReference: 're_1', givenBack: [] },
  },
};

describe('the words of a mail', () => {
  it.each([
    ['payment_link', 'Please pay US$185.50 for Harbour kayak tour'],
    ['authenticate_payment', 'Your bank asks you to confirm JP¥5,000'],
    ['add_card', 'Please add a card for your booking with Northern Kayaks & Co'],
  ] as const)('%s have a subject, and the link in text and HTML', (template, subject) => {
    const mail = writer.write(MAILS[template]);
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(LINK);
    expect(mail.text).toContain('Northern Kayaks & Co');
    expect(mail.html).toContain(`href="${LINK.replaceAll('&', '&amp;').replaceAll('=', '&#x3D;')}"`);
    expect(mail.html).toContain('Northern Kayaks &amp; Co');
    expect(`${mail.text}${mail.html}`).not.toMatch(/\{\{|undefined|\[object/);
  });

  it('tell times with their zone and amounts with a currency that can’t be mistaken', () => {
    const { text, html } = writer.write(MAILS.payment_link);
    for (const words of [text, html]) {
      expect(words).toMatch(/Thursday,? 1 May 2031 at 18:30 WEST/);
      expect(words).toMatch(/The link works until Wednesday,? 30 April 2031 at 18:30 WEST/);
      expect(words).toContain('US$185.50');
    }
  });

  it('let nothing that a person typed become a part of the HTML, or of the mail’s head', () => {
    const { subject, html, text } = writer.write({
      template: 'payment_link',
      data: {
        customerName: '<script>alert(1)</script>',
        booking: { ...BOOKING, service: 'Tour\nBcc: everyone@example.com' },
        amount: { amount: 100, currency: 'USD' },
        link: LINK,
      },
    });
    expect(subject).toBe('Please pay US$1.00 for Tour Bcc: everyone@example.com');
    expect(html).not.toContain('<script>');
    expect(text).toContain('Hello <script>alert(1)</script>,');
  });

  it('say of a receipt all that is on it, in text and HTML', () => {
    const { subject, text, html } = writer.write(MAILS.receipt);
    expect(subject).toBe('Receipt R-1042: £100.00 for Harbour kayak tour');
    for (const words of [text, html]) {
      for (const said of [
        'R-1042',
        ' 2 April 2031 at 10:05 WEST',
        'Visa •••• 4242',
        'NK-1042',
        '2 × Adults',
        '−£14.50',
        'pi_1',
        '£185.50',
        'On its way back since',
        '−£25.00',
        '£75.00',
        '£85.50',
        ' 6 April 2031 at 11:00 WEST',
        'Doca de Belém 4\n1300-038 Lisboa',
        'VAT PT 509 442 013',
        'hello@kayaks.example',
        'Come back soon.',
      ])
        expect(words).toContain(said);
      expect(words).not.toMatch(/\{\{|undefined|\[object/);
    }
    expect(html).toContain('Early &lt;bird&gt;');
  });

  it('say of a refund that it was given back, and of cash the day alone', () => {
    const { subject, text } = writer.write(MAILS.refund_receipt);
    expect(subject).toBe('Receipt R-1042: £100.00 given back for Harbour kayak tour');
    expect(text).toContain('Given back to: Visa •••• 4242');
    const cash = { ...RECEIPT, at: undefined, card: undefined, day: '2031-04-01', method: 'Cash' };
    const paid = writer.write({ template: 'receipt', data: { ...cash, stripeReference: undefined } });
    expect(paid.text).toMatch(/Paid on: Tuesday,? 1 April 2031\nPaid by: Cash\n/);
    expect(paid.text).not.toContain('Stripe');
  });
});
