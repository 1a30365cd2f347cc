import { Idiomorph } from './idiomorph.js';
import { enhanceCopying } from './manners.js';
import { mark } from './ticks.js';
import { showToasts } from './toasts.js';

const MENUS = '.top > nav, .drop-panel > nav';

let shown = 0;

/** How often this page has become another in place. What was fetched before the last time may be older than it. */
export function timesShown() {
  return shown;
}

/** Fetches a page of this site. `live`: only to bring this one up to date, so its notices are left for later. */
export async function loadPage(href, { live = false, signal } = {}) {
  const headers = live ? { accept: 'text/html', 'x-purser-live': '1' } : { accept: 'text/html' };
  const response = await fetch(href, { headers, credentials: 'same-origin', signal });
  if (live && response.status === 401) location.reload();
  return pageFrom(response);
}

export async function pageFrom(response) {
  const text = await response.text();
  return { url: response.url, ok: response.ok, document: new DOMParser().parseFromString(text, 'text/html') };
}

/** Turns this page into that one, in place: focus, what is typed, what is unfolded and the scroll position stay. */
export function show(page) {
  const [here, there] = [document.querySelector('main'), page.querySelector('main')];
  if (!here || !there) return;
  shown += 1;
  document.title = page.title;
  // Before it is shown, so that nothing flickers and nothing is read out twice.
  mark(page);
  Idiomorph.morph(here, there, {
    morphStyle: 'outerHTML',
    // With the focus on the page as a whole there is no value to keep, and what is in it must follow all the same.
    ignoreActiveValue: document.activeElement !== here,
    restoreFocus: true,
    callbacks: {
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && node instanceof HTMLDetailsElement) &&
        !(name === 'hidden' && node.matches('.copy')),
    },
  });
  // What waits behind the items of the menu.
  const menus = page.querySelectorAll(MENUS);
  for (const [nth, menu] of document.querySelectorAll(MENUS).entries()) {
    if (menus[nth]) Idiomorph.morph(menu, menus[nth], { morphStyle: 'outerHTML', restoreFocus: true });
  }
  enhanceCopying(document);
  showToasts(page.querySelectorAll('#toasts > .toast'));
  document.dispatchEvent(new CustomEvent('purser:shown'));
}
