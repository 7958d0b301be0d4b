// What is wrong is read first; a link to a question inside a closed list opens it.
document.querySelector("[data-problems]")?.focus();

for (const link of document.querySelectorAll(".problems a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.closest("details")?.setAttribute("open", "");
      field.closest(".question")?.scrollIntoView();
      field.focus({ preventScroll: true });
    }
  });
}
