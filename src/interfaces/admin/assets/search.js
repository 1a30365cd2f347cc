import { loadPage, show } from './page.js';

const PAUSE_MS = 180;

let waiting;
let running;

/** Finds while one types; the address follows, so that it can be kept, shared and gone back to. */
export function enhanceSearch() {
  const form = () => document.querySelector('form[data-search]');
  if (!form()) return;
  document.addEventListener('input', (event) => {
    if (!event.target.closest?.('form[data-search]')) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => find(form()), event.target.matches('select') ? 0 : PAUSE_MS);
  });
  document.addEventListener('submit', (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    clearTimeout(waiting);
    find(form());
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, select, textarea, dialog, [contenteditable]');
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    document.getElementById('q')?.select();
    document.getElementById('q')?.focus();
  });
}

async function find(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== '') query.set(name, value);
  if (['-registered_at', '-created_at'].includes(query.get('sort'))) query.delete('sort');
  const href = query.size ? `${form.action}?${query}` : form.action;
  running?.abort();
  running = new AbortController();
  try {
    const page = await loadPage(href, { signal: running.signal });
    if (page.url !== location.href) history.replaceState(null, '', page.url);
    show(page.document);
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(href);
  }
}
