import { tellDialog } from './dialogs.js';
import { loadPage, show, timesShown } from './page.js';
import { putAwayOpenQuestions, sayToast } from './toasts.js';

const GATHER_MS = 80;

let source;
let pending;
let loading;

/** Keeps the open page as its bookings are, while it is looked at. */
export function followChanges() {
  connect();
  // Hidden pages let go: browsers allow few connections per site, and what was missed is told on return.
  document.addEventListener('visibilitychange', connect);
  document.addEventListener('purser:shown', connect);
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', (event) => event.persisted && connect());
}

function connect() {
  const live = document.querySelector('main')?.dataset.live;
  if (document.hidden || !live) return disconnect();
  if (source && source.readyState !== EventSource.CLOSED && source.live === live) return;
  disconnect();
  source = new EventSource(live);
  source.live = live;
  source.addEventListener('changed', (event) => {
    const { booking, version } = JSON.parse(event.data);
    if (shownVersion(booking) === version) return;
    clearTimeout(pending);
    pending = setTimeout(refresh, GATHER_MS);
  });
  // Refused for good (signed out, most likely): loading the page says why.
  source.addEventListener('error', () => {
    if (source?.readyState === EventSource.CLOSED) pending = setTimeout(refresh, 2000);
  });
}

function disconnect() {
  source?.close();
  source = undefined;
}

function shownVersion(booking) {
  const shown = document.querySelector(`[data-booking="${booking}"]`);
  return shown ? Number(shown.dataset.version) : undefined;
}

async function refresh() {
  loading?.abort();
  loading = new AbortController();
  const before = timesShown();
  let page;
  try {
    page = await loadPage(location.href, { live: true, signal: loading.signal });
  } catch {
    return;
  }
  if (!page.ok) return;
  // A dialog was answered or something searched for meanwhile.
  if (timesShown() !== before) return refresh();
  // Only now: the answer to this page's own dialog may have come meanwhile, and told it already.
  const known = new Set([...document.querySelectorAll('[data-toast]')].map((line) => line.id));
  show(page.document);
  if (known.size === 0) return;
  const news = [...document.querySelectorAll('[data-toast]')].filter((line) => !known.has(line.id));
  // What was decided in this page's own dialog is told by the answer to it.
  if (document.querySelector('dialog[open] form[data-sent]')) return;
  if (news.length > 0) putAwayOpenQuestions();
  for (const line of news) {
    line.classList.add('changed');
    sayToast(`said-${line.id}`, line.dataset.tone, line.dataset.toast);
  }
  tellDialog(document.querySelector('[data-booking]')?.dataset.version, news[0]?.dataset.toast);
}
