// Files of an application are sent as they are chosen, with their progress; after a lost connection again. Sending one
// twice does no harm: the server knows its bytes. Without this the form sends all by its button.
const WAITS = [2, 5, 15, 60]; // seconds until it is tried again by itself
const list = () => document.querySelector("[data-attachments]");
const part = (name) => list().querySelector(`[data-upload-${name}]`);

// Beside a step of the form the browser without script is led to a page for files: here they are sent from this one.
function prepare() {
  list()?.querySelectorAll("[data-upload-plain]").forEach((plain) => (plain.hidden = true));
  list()?.querySelectorAll("[data-upload]").forEach((form) => (form.hidden = false));
}

function say(name, words, busy = true) {
  part("progress").hidden = false;
  part("bar").hidden = part("cancel").hidden = !busy;
  part("retry").hidden = true;
  part("name").textContent = name;
  part("words").textContent = part("words").dataset[words] ?? words;
}

// The answer is the list anew, with what was wrong beside its field; whoever was here is led to it.
function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-attachments]");
  if (!fresh) {
    return false;
  }
  list().replaceWith(document.adoptNode(fresh));
  prepare();
  const wrong = list().querySelector("[aria-invalid], [role=alert]");
  (wrong ?? part("status")).focus({ preventScroll: !wrong });
  return true;
}

function send(action, data, name, attempt = 0) {
  const request = new XMLHttpRequest();
  const form = list().querySelector("[data-upload]");
  let waiting;
  const stop = (words, busy) => {
    clearTimeout(waiting);
    removeEventListener("online", again);
    say(name, words, busy);
    part("retry").hidden = false;
    part("retry").onclick = again;
  };
  const again = () => {
    stop("sending");
    send(action, data, name, attempt + 1);
  };
  const lost = () => {
    stop("lost");
    addEventListener("online", again);
    waiting = setTimeout(again, WAITS[Math.min(attempt, WAITS.length - 1)] * 1000);
  };
  part("cancel").onclick = () => {
    request.abort();
    stop("stopped", false);
    form.inert = false;
  };
  form.inert = true;
  request.upload.onprogress = (event) => (part("bar").value = (100 * event.loaded) / event.total);
  request.upload.onload = () => say(name, "checking");
  request.onerror = lost;
  request.onload = () => (request.status < 500 ? show(request.responseText) || location.assign(action) : lost());
  request.open("POST", action);
  request.setRequestHeader("X-Fragment", "attachments");
  say(name, "sending");
  request.send(data);
}

prepare();
document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-upload]");
  const files = [...(target.files ?? [])];
  if (form && files.length) {
    const large = files.find((file) => file.size > form.dataset.largest);
    large ? say(large.name, form.dataset.tooLarge, false) : send(form.action, new FormData(form), files.map((file) => file.name).join(", "));
    target.value = "";
  }
});
