import { loadPage, show, timesShown } from './page.js';

let timer;

/** Brings a page up to date every so often while what it shows isn't over, and while it is looked at. */
export function followProgress() {
  schedule();
  document.addEventListener('visibilitychange', schedule);
  document.addEventListener('purser:shown', schedule);
}

function schedule() {
  clearTimeout(timer);
  const every = Number(document.querySelector('main')?.dataset.refresh);
  if (every && !document.hidden) timer = setTimeout(look, every);
}

async function look() {
  const before = timesShown();
  try {
    const page = await loadPage(location.href, { live: true });
    if (page.ok && timesShown() === before) return show(page.document);
  } catch {
    // Out of reach just now.
  }
  schedule();
}
