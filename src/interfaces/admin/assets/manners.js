/** A menu closes when one clicks elsewhere or presses Escape. */
export function enhanceMenus() {
  for (const menu of document.querySelectorAll('details.drop')) {
    document.addEventListener('click', (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    menu.addEventListener('focusout', (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }
}

/** What was wrong with a field is no longer said once something else is in it. */
export function forgetMistakes() {
  document.addEventListener('input', (event) => {
    const field = event.target;
    if (!field.matches?.('[aria-invalid="true"]')) return;
    field.removeAttribute('aria-invalid');
    field.closest('.wrong')?.classList.remove('wrong');
    const error = document.getElementById(`${field.id}-error`);
    const about = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== error?.id);
    field.setAttribute('aria-describedby', about.join(' '));
    error?.remove();
  });
}

/** Ids can always be selected; where there is a clipboard, also copied. */
export function enhanceCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll('[data-copy]')) button.hidden = false;
}

export function followCopying() {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const use = button.querySelector('use');
    use.setAttribute('href', '#i-check');
    button.setAttribute('aria-label', 'Copied');
    setTimeout(() => {
      use.setAttribute('href', '#i-copy');
      button.setAttribute('aria-label', `Copy ${button.dataset.copy}`);
    }, 1500);
  });
}
