// Opens the part that an address points into (#...), and every part before printing.
const parts = document.querySelectorAll("[data-accordion] details");

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = target?.closest("[data-accordion] details");
  if (part) {
    part.open = true;
    target.scrollIntoView();
  }
}

addEventListener("beforeprint", () => parts.forEach((part) => (part.open = true)));
addEventListener("hashchange", openTarget);
openTarget();
