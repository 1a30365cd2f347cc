/** The button of a page that is meant to be printed; the browser’s own command does the same. */
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  for (const advice of document.querySelectorAll('[data-print-yourself]')) advice.hidden = true;
  button.addEventListener('click', () => window.print());
}
