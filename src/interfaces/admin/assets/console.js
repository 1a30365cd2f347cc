/**
 * What scripts add to pages that work without them: dialogs instead of form pages, the outcome of an amount while it
 * is typed, search as one types, and pages that follow what happens in Stripe.
 *
 * Own code, on idiomorph alone: the pages need four behaviours, of which a library of attributes covers the simplest
 * two, and forms that come back with an error inside a dialog, under a policy without eval, none.
 */
import { openDialog, followDialogs } from './dialogs.js';
import { followChanges } from './live.js';
import { enhanceCopying, enhanceMenus, followCopying, forgetMistakes } from './manners.js';
import { keepPlace } from './place.js';
import { followProgress } from './progress.js';
import { armToasts } from './toasts.js';
import { followTicks } from './ticks.js';
import { enhanceSearch } from './search.js';

document.documentElement.classList.add('js');

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-dialog-link]') : null;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  openDialog(link.href, link);
});

/** A form that isn't in a dialog is sent once, however often its button is pressed. */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  event.submitter?.setAttribute('aria-busy', 'true');
});

/** Coming back to a page from the browser's memory, its forms may be sent again (and are then recognised). */
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const button of document.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
});

followDialogs(document);
enhanceMenus();
forgetMistakes();
enhanceCopying(document);
followCopying();
enhanceSearch();
armToasts();
followTicks();
followChanges();
followProgress();
showMistake();
keepPlace();

/** A form that came back refused: to its first mistake, or to what is said of it as a whole. */
function showMistake() {
  const [focused, main] = [document.activeElement, document.querySelector('main')];
  if (!main || focused !== document.body) return;
  const wrong = main.querySelector('[aria-invalid="true"]');
  const said = main.querySelector('[autofocus]') ? null : main.querySelector('.note[role="alert"]');
  if (said && !wrong) said.tabIndex = -1;
  (wrong ?? said)?.focus();
}
