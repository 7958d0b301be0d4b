// "Leave this site": nothing of the page stays in view, and the other site takes its place in the history.
// Without this it is a plain link. Escape pressed three times within two seconds does the same.
const exit = document.querySelector("[data-leave-site]");
const TIMES = 3;
const WITHIN = 2000;
let pressed = [];

function leave() {
  document.title = "…";
  document.body.replaceChildren();
  location.replace(exit.href);
}

if (exit) {
  document.querySelector("[data-leave-site-hint]").hidden = false;

  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      return;
    }
    pressed = [...pressed, event.timeStamp].filter((time) => event.timeStamp - time < WITHIN);
    if (pressed.length >= TIMES) {
      leave();
    }
  });
}
