import { pageFrom } from './page.js';

const PAUSE_MS = 250;

/**
 * Says what would come of a form while it is filled in: the server works it out, as it does for the button that asks
 * for it without scripts, and the parts of its answer take the place of those shown. What is typed stays as it is.
 */
export function followPreviews(root) {
  for (const form of root.querySelectorAll('form[data-previews]')) follow(form);
}

function follow(form) {
  if (form.dataset.followed) return;
  form.dataset.followed = 'yes';
  let waiting;
  let asked = 0;
  const ask = async () => {
    // Its fields are locked, and what comes of it is on its way.
    if (form.dataset.sent) return;
    const turn = (asked += 1);
    const body = new URLSearchParams(new FormData(form));
    body.set('do', 'preview');
    try {
      const headers = { accept: 'text/html', 'x-purser-live': '1' };
      const page = await pageFrom(
        await fetch(form.action, { method: 'POST', body, headers, credentials: 'same-origin' }),
      );
      if (turn === asked && page.ok && form.isConnected && !form.dataset.sent) show(form, page.document);
    } catch {
      // The next change asks again, and the button says it all the same.
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  };
  form.addEventListener('input', soon);
  form.addEventListener('change', soon);
}

function show(form, page) {
  for (const part of form.querySelectorAll('[data-preview]')) {
    const fresh = page.getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML)
      part.replaceChildren(...document.adoptNode(fresh).childNodes);
  }
}
