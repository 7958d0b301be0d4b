// Says how many words a text has while it is typed. The server counts the same way (members/applications/typed.py).
for (const counter of document.querySelectorAll("[data-count-of]")) {
  const area = document.getElementById(counter.dataset.countOf);
  const most = Number(area.dataset.words);
  const figures = new Intl.NumberFormat(document.documentElement.lang);

  const count = () => {
    const words = area.value.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const told = counter.dataset.text.replace("{count}", figures.format(words));
    counter.textContent = told.replace("{most}", figures.format(most));
    counter.toggleAttribute("data-over", words > most);
  };

  area.addEventListener("input", count);
  count();
}
