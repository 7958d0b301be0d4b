// Keeps on the server what is typed, a moment after the typing stops; without this the buttons of the form do it.
// Nothing is ever stored in the browser.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const PAUSE = 2000;
  const LONGEST_WAIT = 60000;
  const status = document.querySelector("[data-autosave-status]");
  let waiting;
  let running;
  let changed = false;
  let failures = 0;
  let stopped = false;
  let pressed;

  const later = (pause) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  };
  const tell = (text, failed) => {
    status.textContent = text;
    status.toggleAttribute("data-failed", failed);
  };

  async function save() {
    if (!changed || running || stopped) return;
    changed = false;
    running = true;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Autosave": "1" },
        keepalive: document.hidden,
      });
      const told = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
      if (told.version) {
        form.elements.version.value = told.version;
        failures = 0;
        const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
        tell(form.dataset.saved.replace("{time}", time.format(new Date())), false);
      } else if (told.problem) {
        stopped = response.status === 409;
        tell(told.problem, true);
      } else {
        throw new Error("no answer");
      }
    } catch {
      changed = true;
      failures += 1;
      tell(form.dataset.unsaved, true);
      later(Math.min(PAUSE * 2 ** failures, LONGEST_WAIT));
    } finally {
      running = false;
    }
    if (pressed) {
      form.requestSubmit(pressed);
    } else if (changed && !failures) {
      later(PAUSE);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    later(PAUSE);
  });

  // Leaving by a link or putting the phone away: what is typed goes along, if there is a connection.
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", () => later(0));
  // What is being kept is waited for: the form then says which version it goes on from.
  form.addEventListener("submit", (event) => {
    stopped = true;
    clearTimeout(waiting);
    if (running) {
      event.preventDefault();
      pressed = event.submitter;
    }
  });

  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
