import { ContactInStripe } from '../../../src/domain/customer/contact-in-stripe.js';
import { NOW } from '../../support/domain/causes.js';

const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

function wanted(times = 1): ContactInStripe {
  const contact = ContactInStripe.of('cus_1');
  for (let nth = 0; nth < times; nth += 1) contact.want();
  return contact;
}

describe('what Stripe is told of a customer', () => {
  test('is nothing until somebody decides that it is to be told', () => {
    expect(ContactInStripe.of('cus_1').isTold).toBe(true);
    expect(wanted().isTold).toBe(false);
  });

  test('counts as told up to the decision that the attempt began with', () => {
    const contact = wanted();
    contact.begin('a', NOW);
    contact.want();
    contact.conclude('a', { outcome: 'told' });
    expect(contact.isTold).toBe(false);
    expect(contact.freeAt(90)).toBeUndefined();
    contact.begin('b', NOW);
    contact.conclude('b', { outcome: 'told' });
    expect(contact.isTold).toBe(true);
  });

  test('waits while another attempt may still arrive', () => {
    const contact = wanted();
    contact.begin('a', NOW);
    expect(contact.freeAt(90)).toEqual(after(90));
    contact.conclude('a', { outcome: 'unanswered' });
    contact.want();
    expect(contact.freeAt(90)).toEqual(after(90));
    expect(contact.isToldBy('a')).toBe(true);
  });

  test('takes no answer of an attempt that another has followed', () => {
    const contact = wanted();
    contact.begin('a', NOW);
    contact.begin('b', after(90));
    contact.conclude('a', { outcome: 'told' });
    expect(contact.isTold).toBe(false);
    contact.conclude('b', { outcome: 'told' });
    expect(contact.isTold).toBe(true);
  });

  test('that is refused isn’t told again, and says why until there is something new to tell', () => {
    const contact = wanted();
    contact.begin('a', NOW);
    contact.conclude('a', { outcome: 'refused', message: 'No.' });
    expect([contact.isTold, contact.toData().refusal]).toEqual([true, 'No.']);
    contact.want();
    expect([contact.isTold, contact.toData().refusal]).toEqual([false, undefined]);
  });

  test('of a refusal that is old already nothing is said', () => {
    const contact = wanted();
    contact.begin('a', NOW);
    contact.want();
    contact.conclude('a', { outcome: 'refused', message: 'No.' });
    expect([contact.isTold, contact.toData().refusal]).toEqual([false, undefined]);
  });

  test('of a customer that Stripe has no more is nothing', () => {
    const contact = wanted(3);
    contact.begin('a', NOW);
    contact.conclude('a', { outcome: 'gone' });
    expect(contact.isTold).toBe(true);
  });
});
