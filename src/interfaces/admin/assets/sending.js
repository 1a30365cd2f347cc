import { formatAmount, parseAmount } from './amount.js';

/** A bank that takes longer than this is worth another word. */
const SLOW_MS = 8000;

/**
 * While a form is sent, nothing in it can be changed any more, and it says what is under way: with the amount, where it
 * moves money. Gives the way back.
 */
export function lock(form, button) {
  const words = wordsFor(form);
  form.dataset.sent = 'yes';
  button?.setAttribute('aria-busy', 'true');
  const buttons = [...form.querySelectorAll('button, a.btn')];
  // Not `disabled`, which would take the focus away from the one that was pressed.
  for (const each of buttons) each.setAttribute('aria-disabled', 'true');
  const fields = [...form.querySelectorAll('input, select, textarea')].filter((field) => !field.disabled);
  for (const field of fields) field.disabled = true;
  const said = document.createElement('p');
  said.className = 'sending';
  said.setAttribute('role', 'status');
  form.querySelector('.dialog-foot')?.before(said);
  // After the region is there, so that it is read out.
  said.textContent = words;
  const slow = setTimeout(() => {
    said.textContent = form.dataset.sending
      ? `${words} It takes longer than usual. Nothing is done twice, however long it takes.`
      : `${words} It takes longer than usual.`;
  }, SLOW_MS);
  return () => {
    clearTimeout(slow);
    delete form.dataset.sent;
    button?.removeAttribute('aria-busy');
    for (const each of buttons) each.removeAttribute('aria-disabled');
    for (const field of fields) field.disabled = false;
    said.remove();
  };
}

/** "Asking the bank for $185.50…": the form's own words, with the amount that is in its field. */
function wordsFor(form) {
  const { sending, money } = form.dataset;
  if (!sending) return 'Sending…';
  const style = money ? JSON.parse(money) : undefined;
  const amount = style && parseAmount(form.elements.namedItem('amount')?.value ?? '', style.exponent);
  return sending
    .replace('{amount}', amount === undefined ? '' : formatAmount(amount, style))
    .replace('  ', ' ');
}
