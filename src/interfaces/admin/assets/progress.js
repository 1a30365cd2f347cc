import { loadPage, show, timesShown } from './page.js';

let timer;
let said;

/** Brings a page up to date every so often while what it shows isn't over, and while it is looked at. */
export function followProgress() {
  if (isUnderWay()) makeRegion();
  schedule();
  document.addEventListener('visibilitychange', schedule);
  document.addEventListener('purser:shown', () => {
    sayWhenOver();
    schedule();
  });
}

function isUnderWay() {
  return Boolean(document.querySelector('main')?.dataset.refresh);
}

/** It must be there before something is said in it, and stay while the page changes. */
function makeRegion() {
  said = document.createElement('p');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  document.body.append(said);
}

/** Its progress is read out as it goes on; that it is over, and how, would only be seen. */
function sayWhenOver() {
  if (!said) return;
  const [what, how] = ['main h1', 'main .page-head .badge'].map((part) =>
    document.querySelector(part)?.textContent.trim(),
  );
  said.textContent = isUnderWay() || !how ? '' : `${what}: ${how}`;
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
