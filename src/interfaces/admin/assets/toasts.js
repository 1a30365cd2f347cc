const GOOD_FOR_MS = 9000;

const region = () => document.getElementById('toasts');

/** Those that came with the page itself. */
export function armToasts() {
  for (const toast of region()?.children ?? []) arm(toast);
}

export function showToasts(toasts) {
  for (const toast of toasts) {
    if (document.getElementById(toast.id)) continue;
    const here = document.adoptNode(toast);
    region()?.append(here);
    arm(here);
  }
}

/** Said by the page itself, about what it has just noticed. */
export function sayToast(id, tone, text) {
  if (document.getElementById(id)) return;
  const toast = document.createElement('div');
  toast.id = id;
  toast.className = `toast ${tone}`;
  const words = document.createElement('div');
  words.className = 'toast-words';
  const title = document.createElement('p');
  title.className = 'toast-title';
  title.textContent = text;
  words.append(title);
  toast.append(icon({ good: 'check', bad: 'bang', warn: 'clock' }[tone] ?? 'check'), words);
  region()?.append(toast);
  arm(toast);
}

/** What was still open has gone on; how it stands now is on the page. */
export function putAwayOpenQuestions() {
  for (const open of region()?.querySelectorAll('.warn') ?? []) open.remove();
}

/** Good news goes by itself, unless someone is reading it; the rest stays until it is put away. */
function arm(toast) {
  if (toast.querySelector('.copy')) return;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'copy';
  close.setAttribute('aria-label', 'Put this notice away');
  close.append(icon('cross'));
  close.addEventListener('click', () => toast.remove());
  toast.append(close);
  if (toast.matches('.bad, .warn')) return;
  const leave = () => {
    if (toast.matches(':hover, :focus-within')) setTimeout(leave, 2000);
    else toast.remove();
  };
  setTimeout(leave, GOOD_FOR_MS);
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}
