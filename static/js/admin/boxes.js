// A field above a list of boxes that leaves those whose names have the words in them, and those that are ticked.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const list of document.querySelectorAll("[data-archive-boxes]")) {
  const rows = [...list.querySelectorAll(".archive-boxes__row")];
  if (rows.length < 12) continue;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "archive-boxes__search";
  field.setAttribute("aria-label", list.dataset.label);
  field.placeholder = list.dataset.label;
  const narrow = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const name = plain(row.textContent);
      row.hidden = !row.querySelector("input").checked && !words.every((word) => name.includes(word));
    }
  };
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.before(field);
}
