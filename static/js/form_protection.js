// The forms of applicants: does the work a form asks for while somebody fills it in, and sends a form once.
// Without this the form is open for a while instead (members/applications/abuse.py).
const BATCH = 128;
const LONGEST = 20000;
// Whoever has everything filled in by the browser is sooner than the site believes of anybody.
const SOONEST = 2500;
// A second click within this time is one; later somebody tries again whose connection was lost.
const ONE_CLICK = 5000;

async function digests(token, first) {
  const encoder = new TextEncoder();
  const numbers = Array.from({ length: BATCH }, (_, place) => first + place);
  return Promise.all(
    numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${token}:${number}`))),
  );
}

// The first number with which the digest begins with so many zero bits; "" if that takes too long.
async function solved(token, bits) {
  const end = performance.now() + LONGEST;
  for (let first = 0; performance.now() < end; first += BATCH) {
    const found = (await digests(token, first)).findIndex(
      (digest) => new DataView(digest).getUint32(0) >>> (32 - bits) === 0,
    );
    if (found >= 0) {
      return String(first + found);
    }
  }
  return "";
}

function until(moment) {
  return new Promise((resolve) => setTimeout(resolve, moment - performance.now()));
}

function protect(token) {
  const form = token.form;
  const bits = Number(token.dataset.workBits ?? 0);
  const work = form.elements.namedItem("work");
  const note = form.querySelector("[data-form-wait]");
  let begun = null;
  let given = !bits || !globalThis.crypto?.subtle || work.value !== "";
  let sent = false;

  async function begin() {
    begun ??= solved(token.value, bits).catch(() => "");
    work.value = await begun;
    given = true;
  }

  if (!given) {
    form.addEventListener("input", begin, { once: true });
    form.addEventListener("focusin", begin, { once: true });
  }

  form.addEventListener("submit", async (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    if (given && !(bits && performance.now() < SOONEST)) {
      sent = !event.defaultPrevented;
      setTimeout(() => (sent = false), ONE_CLICK);
      return;
    }
    event.preventDefault();
    note.hidden = false;
    await Promise.all([given || begin(), until(SOONEST)]);
    note.hidden = true;
    form.requestSubmit(event.submitter);
  });

  // Back to this page, as the browser kept it: it may be sent again.
  addEventListener("pageshow", () => {
    sent = false;
  });
}

document.querySelectorAll("[data-sent-once]").forEach(protect);
