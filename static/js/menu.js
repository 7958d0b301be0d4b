// The phone menu closes on Escape and when the reader goes elsewhere; without this it closes by its own button.
for (const menu of document.querySelectorAll("[data-menu]")) {
  const button = menu.querySelector("summary");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      button.focus();
    }
  });

  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) {
      menu.open = false;
    }
  });
}
