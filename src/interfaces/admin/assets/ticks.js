/**
 * Bookings stay ticked while one pages, searches and filters, for as long as the tab is open: what is ticked on other
 * pages goes along with the form. Without scripts a tick counts for the page that it is on, and the page says so.
 */
const KEPT = 'purser-ticked';
/** The form says that it was sent, so that the page that it leads to forgets what was ticked. */
const SENT = 'purser-ticked-sent';
/** More would be too much for one form; "all that match" has no such bound. */
const MOST = 2000;

export function followTicks() {
  forgetWhatWasSent();
  document.addEventListener('change', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches('[data-tick-all], [data-tick]')) return;
    const changed = box.matches('[data-tick-all]') ? ticksOf(document) : [box];
    for (const each of changed) each.checked = box.checked;
    keep(changed);
    mark(document);
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-untick]')) return;
    store(new Set());
    for (const box of ticksOf(document)) box.checked = false;
    mark(document);
    (document.querySelector('[data-tick-all]') ?? document.getElementById('main'))?.focus();
  });
  document.addEventListener('submit', (event) => {
    if (event.target.id === 'charge-many' && event.submitter?.value === 'ticked') write(SENT, 'yes');
    // Whoever signs in next in this tab ticks for themselves.
    if (event.target.getAttribute('action') === '/sign-out') store(new Set());
  });
  addEventListener('pageshow', () => mark(document));
  mark(document);
}

/** Ticks, and says, in a page that is about to be shown what is ticked so far. */
export function mark(page) {
  const form = page.querySelector('#charge-many');
  if (!form) return;
  const ticked = kept();
  const boxes = ticksOf(page);
  for (const box of boxes) box.checked = ticked.has(box.value);
  const here = boxes.filter(({ checked }) => checked).length;
  const all = page.querySelector('[data-tick-all]');
  if (all) {
    all.closest('[hidden]')?.removeAttribute('hidden');
    all.checked = here > 0 && here === boxes.length;
    all.indeterminate = here > 0 && !all.checked;
  }
  const elsewhere = new Set(ticked);
  for (const box of boxes) elsewhere.delete(box.value);
  form.querySelector('[name="elsewhere"]').value = [...elsewhere].join(' ');
  form.classList.toggle('ticked', ticked.size > 0);
  form.hidden = ticked.size === 0 && boxes.length === 0;
  form.querySelector('[data-untick]').hidden = ticked.size === 0;
  const words = form.querySelector('[data-ticked-words]');
  words.dataset.usual ??= words.textContent;
  const said = ticked.size === 0 ? words.dataset.usual : inWords(ticked.size, elsewhere.size);
  if (words.textContent !== said) words.textContent = said;
}

function inWords(ticked, elsewhere) {
  if (ticked >= MOST) return `${ticked} ticked: that is the most. Take all that match for more.`;
  if (elsewhere === 0) return `${ticked} ticked.`;
  if (elsewhere === ticked) return `${ticked} ticked, on other pages.`;
  return `${ticked} ticked, ${elsewhere} of them on other pages.`;
}

function keep(boxes) {
  const ticked = kept();
  for (const { value, checked } of boxes) {
    if (!checked) ticked.delete(value);
    else if (ticked.size < MOST) ticked.add(value);
  }
  store(ticked);
}

function kept() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEPT) ?? '[]'));
  } catch {
    // No storage is allowed here: what is ticked on this page is all there is.
    return new Set(
      ticksOf(document)
        .filter(({ checked }) => checked)
        .map(({ value }) => value),
    );
  }
}

function store(ticked) {
  write(KEPT, ticked.size === 0 ? undefined : JSON.stringify([...ticked]));
}

function write(name, value) {
  try {
    if (value === undefined) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    // As above.
  }
}

/** A review came of it; back in the list, it was refused, and what was ticked is still wanted. */
function forgetWhatWasSent() {
  if (!wasSent()) return;
  if (/^\/batches\/./.test(location.pathname)) store(new Set());
  write(SENT, undefined);
}

function wasSent() {
  try {
    return sessionStorage.getItem(SENT) !== null;
  } catch {
    return false;
  }
}

function ticksOf(page) {
  return [...page.querySelectorAll('[data-tick]')];
}
