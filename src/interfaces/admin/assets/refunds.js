import { parseAmount } from './amount.js';

/**
 * Splits the amount that is typed over the payments, in their order, and adds up the payments when one of them is
 * changed. The server reads the text again and decides.
 */
export function followRefund(form) {
  const amount = form.querySelector('input[name="amount"]');
  if (!amount || amount.dataset.split) return;
  amount.dataset.split = 'yes';
  const style = JSON.parse(form.dataset.money);
  const overpaid = BigInt(style.overpaid);
  const max = BigInt(style.max);
  const parts = [...form.querySelectorAll('[data-part]')];
  const owed = form.querySelector('input[name="still_owed"]');

  const say = () => {
    const given = parseAmount(amount.value, style.exponent) ?? 0n;
    const share = given === max ? 'all' : 'part';
    const name = owed?.checked ? `${share}-owed` : given <= overpaid ? 'overpaid' : `${share}-waived`;
    for (const each of form.querySelectorAll('[data-case]')) each.hidden = each.dataset.case !== name;
  };
  const split = () => {
    let left = parseAmount(amount.value, style.exponent);
    if (left === undefined || left > max) return;
    for (const part of parts) {
      const most = BigInt(part.dataset.part);
      const own = left < most ? left : most;
      part.value = decimal(own, style.exponent);
      left -= own;
    }
  };
  const add = () => {
    const read = parts.map((part) =>
      part.value.trim() === '' ? 0n : parseAmount(part.value, style.exponent),
    );
    if (read.includes(undefined)) return;
    amount.value = decimal(
      read.reduce((sum, each) => sum + each, 0n),
      style.exponent,
    );
    amount.dispatchEvent(new CustomEvent('input', { bubbles: true, detail: 'added up' }));
  };
  amount.addEventListener('input', (event) => {
    if (event.detail !== 'added up') split();
    say();
  });
  for (const part of parts) part.addEventListener('input', add);
  owed?.addEventListener('change', say);
  say();
}

/** "185.50": as the server writes it into a field. */
function decimal(minor, exponent) {
  if (exponent === 0) return String(minor);
  const digits = String(minor).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
