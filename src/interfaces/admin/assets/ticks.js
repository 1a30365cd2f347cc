/** Says how many bookings are ticked, and ticks all of the page at once. */
export function followTicks() {
  document.addEventListener('change', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.matches('[data-tick-all]')) for (const each of ticks()) each.checked = box.checked;
    if (box.matches('[data-tick-all], [data-tick]')) tell();
  });
  document.addEventListener('purser:shown', tell);
  addEventListener('pageshow', tell);
  tell();
}

/** What is ticked here stays so in the page that this one turns into. */
export function keepTicks(here, there) {
  for (const box of here.querySelectorAll('[data-tick]:checked')) {
    const same = there.querySelector(`#${CSS.escape(box.id)}`);
    if (same) same.checked = true;
  }
}

function ticks() {
  return [...document.querySelectorAll('[data-tick]')];
}

function tell() {
  const all = document.querySelector('[data-tick-all]');
  const words = document.querySelector('[data-ticked-words]');
  if (!all || !words) return;
  const ticked = ticks().filter(({ checked }) => checked).length;
  all.closest('[hidden]')?.removeAttribute('hidden');
  all.checked = ticked > 0 && ticked === ticks().length;
  all.indeterminate = ticked > 0 && !all.checked;
  words.dataset.usual ??= words.textContent;
  words.textContent = ticked === 0 ? words.dataset.usual : `${ticked} ticked.`;
}
