import { formatAmount, parseAmount } from './amount.js';
import { loadPage, pageFrom, show } from './page.js';
import { followRefund } from './refunds.js';
import { enhanceCopying } from './manners.js';
import { followPreviews } from './preview.js';
import { lock } from './sending.js';

let dialog;
let opener;

/** Opens the form page at `href` as a dialog over this page; if that can't be done, goes to the page itself. */
export async function openDialog(href, link) {
  // A link within the dialog only changes what is in it.
  if (link && !dialog?.contains(link)) opener = link;
  link?.setAttribute('aria-busy', 'true');
  try {
    const page = await loadPage(href);
    if (!fill(page.document)) location.assign(page.url);
  } catch {
    location.assign(href);
  } finally {
    link?.removeAttribute('aria-busy');
  }
}

export function followDialogs(root) {
  for (const form of root.querySelectorAll('form[data-money]')) followAmount(form);
  for (const form of root.querySelectorAll('form[data-refund]')) followRefund(form);
  followPreviews(root);
}

/** An open dialog is told that what it was opened on is no longer so. */
export function tellDialog(version, news) {
  const form = dialog?.open ? dialog.querySelector('form[data-version]') : null;
  if (!form || form.dataset.version === String(version) || form.dataset.sent) return;
  form.dataset.version = String(version);
  const again = new URL(form.dataset.again, location.href);
  const amount = form.elements.namedItem('amount')?.value;
  if (amount) again.searchParams.set('amount', amount);
  const card = form.elements.namedItem('card')?.value;
  if (card) again.searchParams.set('card', card);

  const note = document.createElement('div');
  note.className = 'note warn';
  note.setAttribute('role', 'alert');
  const words = document.createElement('div');
  const said = document.createElement('p');
  said.textContent = `This booking has just changed${news ? `: ${news}` : ''}. Look at the new figures before you decide.`;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn';
  button.textContent = 'Show the new figures';
  button.addEventListener('click', () => openDialog(again.href));
  words.append(said, button);
  note.append(words);
  form.querySelector('.dialog-note')?.remove();
  note.classList.add('dialog-note');
  form.querySelector('.dialog-in').prepend(note);
}

function fill(page) {
  const content = page.querySelector('[data-dialog]');
  if (!content) return false;
  dialog ??= makeDialog();
  dialog.replaceChildren(document.adoptNode(content));
  dialog.toggleAttribute('aria-labelledby', false);
  const title = dialog.querySelector('h1, h2');
  if (title) {
    title.id ||= 'dialog-title';
    dialog.setAttribute('aria-labelledby', title.id);
  }
  followDialogs(dialog);
  enhanceCopying(dialog);
  if (!dialog.open) dialog.showModal();
  const first = whereToBegin(dialog);
  first?.focus();
  if (first instanceof HTMLInputElement && first.type === 'text') first.select();
  return true;
}

/** At what is wrong, where the form says, at its first field, or at the way out. */
function whereToBegin(opened) {
  const marked =
    opened.querySelector('[aria-invalid="true"]') ?? opened.querySelector('[autofocus]:not(:disabled)');
  if (marked) return marked;
  const field = [...opened.querySelectorAll('input:not([type="hidden"]), select, textarea')].find(
    (each) => !each.disabled && each.checkVisibility(),
  );
  if (field?.type === 'radio') return opened.querySelector(`[name="${field.name}"]:checked`) ?? field;
  // What Enter presses is never more than it says.
  return field ?? opened.querySelector('[data-close]') ?? opened.querySelector('a, button');
}

function makeDialog() {
  const made = document.createElement('dialog');
  document.body.append(made);
  made.addEventListener('click', (event) => {
    const closes = event.target === made || event.target.closest('[data-close]');
    if (!closes) return;
    event.preventDefault();
    if (!isSending(made)) made.close();
  });
  // While money is being sent there is nothing to be taken back by closing, however often somebody presses Escape.
  made.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isSending(made)) event.preventDefault();
  });
  made.addEventListener('cancel', (event) => {
    if (isSending(made)) event.preventDefault();
  });
  made.addEventListener('close', () => {
    made.replaceChildren();
    comeBack();
  });
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.target.method === 'get') return search(event.target);
    send(event.target, event.submitter);
  });
  return made;
}

/** To what opened the dialog, as it is called now; where it is gone, to the page, so that nobody begins at its top. */
function comeBack() {
  const there = opener?.isConnected ? opener : document.getElementById(opener?.id ?? '');
  opener = undefined;
  (there ?? document.querySelector('main'))?.focus({ preventScroll: !there });
}

function isSending(opened) {
  return opened.querySelector('form[data-sent]') !== null;
}

/** What was searched for, in the same dialog. */
function search(form) {
  const query = new URLSearchParams(new FormData(form));
  return openDialog(`${form.action}?${query}`);
}

/** Sends the form once. Success leads to the page it redirects to; a refusal comes back into the dialog. */
async function send(form, button) {
  if (form.dataset.sent) return;
  const body = new URLSearchParams(new FormData(form, button));
  const unlock = lock(form, button);
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body,
      // Where the page is another one, it is loaded anew, and its notices are for that.
      headers: { accept: 'text/html', 'x-purser-at': location.pathname },
      credentials: 'same-origin',
    });
    const page = await pageFrom(response);
    if (response.ok && response.redirected) {
      if (new URL(page.url).pathname !== location.pathname) return location.assign(page.url);
      dialog.close();
      show(page.document);
    } else if (!fill(page.document)) {
      location.assign(page.url);
    }
  } catch {
    unlock();
    refuse(form);
  }
}

/** The answer was lost on the way. The same form again is the same decision: it gets the first one's outcome. */
function refuse(form) {
  if (form.querySelector('.dialog-note')) return;
  const note = document.createElement('div');
  note.className = 'note bad dialog-note';
  note.setAttribute('role', 'alert');
  const said = document.createElement('p');
  said.textContent =
    'Purser didn’t answer. Press the button again: if it went through the first time, nothing happens twice.';
  note.append(said);
  form.querySelector('.dialog-in').prepend(note);
}

/** Says the outcome again for every amount that is typed. */
function followAmount(form) {
  const input = form.querySelector('input[name="amount"]');
  if (!input || input.dataset.followed) return;
  input.dataset.followed = 'yes';
  const style = JSON.parse(form.dataset.money);
  const [max, outstanding, held] = [style.max, style.outstanding, style.held].map(BigInt);
  const outcome = form.querySelector('[data-outcome]');

  const say = () => {
    const amount = parseAmount(input.value, style.exponent);
    const over = amount !== undefined && amount > max;
    const valid = amount !== undefined && amount > 0n && !over;
    const toggle = (name, on) => {
      for (const each of form.querySelectorAll(`[data-if="${name}"]`)) each.hidden = !on;
    };
    const write = (name, minor) => {
      for (const each of form.querySelectorAll(`[data-fill="${name}"]`)) {
        each.textContent = formatAmount(minor < 0n ? 0n : minor, style);
      }
    };
    outcome?.classList.toggle('over', over);
    toggle('valid', valid);
    toggle('invalid', !valid);
    for (const each of form.querySelectorAll('[data-submit] [data-fill]')) each.hidden = !valid;
    const hint = form.querySelector('[data-if="invalid"]');
    if (hint) {
      hint.textContent = over
        ? `${formatAmount(amount, style)} is more than the ${formatAmount(max, style)} there is.`
        : 'Enter an amount to see what happens.';
    }
    if (!valid) return;
    write('amount', amount);
    write('rest', held - amount);
    write('left', outstanding - amount);
    toggle('rest', amount < held);
    toggle('left', amount < outstanding);
    toggle('all', amount >= outstanding);
  };
  input.addEventListener('input', say);
  // The field may hold what was typed before, restored by the browser.
  say();
}
