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
        signal: AbortSignal.timeout(LONGEST_WAIT),
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
    if (changed && !failures) {
      later(pressed ? 0 : PAUSE);
    } else if (pressed && !changed) {
      form.requestSubmit(pressed);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    pressed = undefined;
    later(PAUSE);
  });

  // Leaving by a link or putting the phone away: what is typed goes along, if there is a connection.
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", () => later(0));
  // A form that is sent into a lost connection is gone with its page. So what is typed is kept first, and the button
  // does its work when that has succeeded, unless somebody types on meanwhile.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (running || (changed && !stopped)) {
      event.preventDefault();
      pressed = event.submitter;
      save();
    } else {
      stopped = true;
    }
  });

  // As the browser kept it: what is not saved yet is worth more than what is new on the server.
  addEventListener("pageshow", (event) => {
    if (event.persisted && changed) {
      stopped = false;
      later(0);
    } else if (event.persisted) {
      location.reload();
    }
  });
}
