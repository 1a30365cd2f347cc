const KEPT = 'purser-place';

/**
 * A button that loads the page anew (a note removed, a way of collecting retired) leaves the focus where it was: on the
 * same button, or on the heading of the section that it was in.
 */
export function keepPlace() {
  const kept = take();
  document.addEventListener('submit', ({ target, submitter, defaultPrevented }) => {
    if (defaultPrevented || target.method !== 'post') return;
    const section = target.closest('section[aria-labelledby]')?.getAttribute('aria-labelledby');
    write(JSON.stringify({ path: location.pathname, ids: [submitter?.id, section].filter(Boolean) }));
  });
  if (!kept || kept.path !== location.pathname) return;
  if (document.activeElement !== document.body) return;
  const place = kept.ids.map((id) => document.getElementById(id)).find((found) => found && !found.disabled);
  if (place && !place.matches('a, button, input, select, textarea')) place.tabIndex = -1;
  place?.focus();
}

function take() {
  try {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    return kept ? JSON.parse(kept) : undefined;
  } catch {
    return undefined;
  }
}

function write(place) {
  try {
    sessionStorage.setItem(KEPT, place);
  } catch {
    // No storage is allowed here: the focus begins at the top.
  }
}
