// A button that prints the page; without scripts it stays away, and the words beside it say how.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
