// A page that saves itself, and people who press a button meanwhile or edit the same page. What the server does with
// them is in pages/joint_editing.py. The form works without it.

const form = document.querySelector('form[data-edit-form]');
const start = form?.querySelector('input[name="started_from"]');
const GIVE_UP = 30000; // milliseconds; Wagtail's buttons wait as long for an answer

// Wagtail stops a save after somebody else's with "proceeding will overwrite their changes". Here it does not: what both
// wrote is kept, and whoever changed the same text is asked with both texts in view.
function letConflictsThrough(session) {
  const name = 'data-w-session-intercept-value';
  new MutationObserver(() => {
    if (session.getAttribute(name) === 'conflict') session.setAttribute(name, '');
  }).observe(session, { attributeFilter: [name] });
}

// Wagtail tells its background saves which version they continue, but not the buttons. A button that names the version
// the form was opened with would meet its own editor's background saves as if somebody else had made them.
function continueOwnSaves() {
  let saving = false;
  let leaving = false;
  let waiting = null;

  document.addEventListener('w-autosave:save', (event) => {
    if (event.target !== form) return;
    // A save that sets out after a button was pressed would arrive beside what the button sends.
    if (leaving) event.preventDefault();
    else saving = true;
  });

  const settled = (event) => {
    if (event.target !== form) return;
    saving = false;
    if (event.detail?.data?.revision_id) start.value = event.detail.data.revision_id;
    // One turn later: a save of what was typed in between begins in this one.
    if (waiting) setTimeout(send);
  };
  // Before Wagtail takes note of what the form holds now: else the new number would count as something typed.
  document.addEventListener('w-autosave:success', settled, { capture: true });
  document.addEventListener('w-autosave:error', settled);

  function send() {
    if (saving || !waiting) return;
    const button = waiting.button;
    waiting = null;
    if (!button) {
      form.requestSubmit();
      return;
    }
    // Wagtail has disabled the button by now, and a disabled one is not sent along.
    const disabled = button.disabled;
    button.disabled = false;
    form.requestSubmit(button);
    button.disabled = disabled;
  }

  form.addEventListener(
    'submit',
    (event) => {
      if (!saving) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { button: event.submitter };
    },
    { capture: true },
  );
  document.addEventListener('submit', (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    leaving = true;
    setTimeout(() => (leaving = false), GIVE_UP);
  });
  window.addEventListener('pageshow', () => (leaving = false));
}

if (start) {
  const session = document.querySelector('[data-controller~="w-session"]');
  if (session) letConflictsThrough(session);
  continueOwnSaves();
}
