// Fields of the search propose what is called as somebody types; without this the button of the form searches.
// A combobox as ARIA describes it: arrows choose, Enter opens what is chosen or searches, Escape closes.
const PAUSE = 200;
const SHORTEST = 2;

function suggest(form) {
  const field = form.querySelector("input[type=search]");
  const id = `${field.id}-suggestions`;
  const list = document.createElement("ul");
  const told = document.createElement("span");
  const known = new Map();
  let waiting;
  let running;
  let chosen = -1;

  list.id = id;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestionsLabel);
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  const traits = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
  Object.entries(traits).forEach(([name, value]) => field.setAttribute(name, value));

  function choose(place) {
    chosen = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    clearTimeout(waiting);
    running?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function option(found, number) {
    const line = document.createElement("li");
    const title = document.createElement("bdi");
    const kind = document.createElement("span");
    line.id = `${id}-${number}`;
    line.className = "suggestions__option";
    line.setAttribute("role", "option");
    line.dataset.address = found.address;
    title.lang = found.language;
    title.dir = found.direction;
    title.textContent = found.title;
    kind.className = "suggestions__kind";
    kind.textContent = found.label || found.kind;
    line.append(title, " ", kind);
    return line;
  }

  function show(found) {
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    choose(-1);
    told.textContent = found.length ? `${form.dataset.suggestionsTold} ${found.length}` : "";
  }

  async function ask() {
    const words = field.value.trim();
    running?.abort();
    if (words.length < SHORTEST) {
      show([]);
      return;
    }
    running = new AbortController();
    const { signal } = running;
    try {
      if (!known.has(words)) {
        const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`;
        const response = await fetch(address, { signal, credentials: "omit" });
        if (!response.ok) {
          return;
        }
        known.set(words, (await response.json()).suggestions);
      }
      if (!signal.aborted && document.activeElement === field) {
        show(known.get(words));
      }
    } catch {
      // Aborted by the next letter, or no connection: the button of the form is still there.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing || list.hidden || !count) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // From the field to the first or the last, and behind these back to the field.
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.address);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });

  // Pressing must not take the field's focus away before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) {
      location.assign(line.dataset.address);
    }
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

document.querySelectorAll("form[data-suggestions]").forEach(suggest);
