// Looks a name up in the directory while it is typed; without this the button beside it does.
for (const form of document.querySelectorAll("form[data-look-up]")) {
  const name = form.elements.organization;
  const place = form.querySelector("[data-listed]");
  const another = form.querySelector("[data-another]");
  const PAUSE = 500;
  let waiting;
  let running;

  async function lookUp() {
    running?.abort();
    running = new AbortController();
    const asked = new URLSearchParams({ organization: name.value, form_token: form.elements.form_token.value });
    try {
      const response = await fetch(form.dataset.lookUp, { method: "POST", body: asked, signal: running.signal });
      if (response.ok) {
        place.innerHTML = await response.text();
        another.hidden = !place.querySelector("li");
      }
    } catch {
      // A later question, or no connection: the button is still there, and so is the check when the form is sent.
    }
  }

  name.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(lookUp, PAUSE);
  });

  form.querySelector("[data-look-up-button]").addEventListener("click", (event) => {
    event.preventDefault();
    lookUp();
  });
}
