// A list with filters (the directory, the archive) answers while the reader types or chooses; without this the form does
// the same by its button.
const place = document.querySelector("[data-directory]");
const form = place?.querySelector("form");
const PAUSE = 300;
let waiting;
let running;

// What the reader had open, in hand or in view stays so when its part of the page is replaced.
function replace(part) {
  const old = place.querySelector(`[data-directory-part="${part.dataset.directoryPart}"]`);
  const held = old.contains(document.activeElement) ? document.activeElement.id : "";
  const seen = old.querySelector("#directory-countries")?.scrollTop;
  part.querySelectorAll("details").forEach((open) => (open.open = old.querySelector(`#${open.id}`)?.open));
  old.replaceWith(part);
  const list = part.querySelector("#directory-countries");
  if (list) {
    list.scrollTop = seen;
  }
  if (held) {
    document.getElementById(held)?.focus({ preventScroll: true });
  }
}

// The address and the links to other languages say what is shown now, in the one order of the page.
function remember(address) {
  history.replaceState(history.state, "", address);
  for (const link of document.querySelectorAll(".language-links__link")) {
    link.search = new URL(address, location).search;
  }
}

async function answer() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const question = new URL(form.action);
  question.search = new URLSearchParams(new FormData(form));
  question.searchParams.set("fragment", "1");
  place.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(question, { signal });
    if (!response.ok) {
      return;
    }
    const text = await response.text();
    const parts = new DOMParser().parseFromString(text, "text/html");
    parts.querySelectorAll("[data-directory-part]").forEach(replace);
    remember(place.querySelector("[data-directory-address]").dataset.directoryAddress);
    place.querySelector("[data-directory-status]").textContent =
      place.querySelector("[data-directory-count]").textContent;
  } catch {
    // Aborted by a later question, or no connection: the button of the form is still there.
  } finally {
    if (!signal.aborted) {
      place.removeAttribute("aria-busy");
    }
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(answer, PAUSE);
});

form?.addEventListener("submit", () => {
  clearTimeout(waiting);
  running?.abort();
});
