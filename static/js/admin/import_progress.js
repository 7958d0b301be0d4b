// Moves the bar of an import, and shows the report once nobody works on it any more.
const SECOND = 1000;
const bar = document.querySelector('[data-import-progress]');
const done = document.querySelector('[data-import-done]');
const total = document.querySelector('[data-import-total]');

async function ask() {
  try {
    const answer = await fetch(bar.dataset.importProgress, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(answer.statusText);
    const told = await answer.json();
    if (!told.working) {
      window.location.reload();
      return;
    }
    if (told.total) {
      bar.value = told.percent;
      total.parentElement.hidden = false;
    }
    done.textContent = told.done;
    total.textContent = told.total;
    setTimeout(ask, SECOND);
  } catch {
    // The server may be starting anew: patience costs nothing.
    setTimeout(ask, 5 * SECOND);
  }
}

if (bar) setTimeout(ask, SECOND);
