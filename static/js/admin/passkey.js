// Asks the browser for a passkey and sends its answer with the form (templates/mfa/passkey.html).

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const withBytes = (credentials = []) => credentials.map((one) => ({ ...one, id: toBytes(one.id) }));

function newOptions(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  };
}

function knownOptions(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: withBytes(options.allowCredentials),
  };
}

// What the server reads: bytes as base64url. Older browsers have no toJSON of their own.
function readable(credential) {
  const response = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ask(form) {
  const data = JSON.parse(form.querySelector('#passkey-options').textContent);
  if (form.dataset.passkey === 'create') {
    return navigator.credentials.create({ publicKey: newOptions(data.creation_options.publicKey) });
  }
  return navigator.credentials.get({ publicKey: knownOptions(data.request_options.publicKey) });
}

function prepare(form) {
  form.querySelector('[data-passkey-unavailable]').hidden = true;
  form.querySelector('[data-passkey-button]').hidden = false;
  const failed = form.querySelector('[data-passkey-failed]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(readable(await ask(form)));
      form.submit();
    } catch {
      failed.hidden = false; // refused, timed out, or no such passkey here
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll('[data-passkey]').forEach(prepare);
