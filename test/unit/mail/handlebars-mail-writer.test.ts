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
});
