// Asks the browser for a passkey and sends its answer with the form. Without this the page says what is missing.
for (const form of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential) continue
  const button = form.querySelector('button')
  form.querySelector('[data-without]').hidden = true
  button.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    ask(form, button)
  })
}

async function ask(form, button) {
  const said = form.querySelector('[data-failed]')
  said.textContent = ''
  button.disabled = true
  try {
    const options = prepared(JSON.parse(form.querySelector('script[type="application/json"]').textContent))
    const answer = await navigator.credentials[form.dataset.passkey](options)
    form.elements.credential.value = JSON.stringify(plain(answer))
    form.submit()
  } catch {
    said.textContent = said.dataset.failed
    button.disabled = false
  }
}

function prepared({ publicKey }) {
  const bytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }))
  const ready = { ...publicKey, challenge: toBytes(publicKey.challenge) }
  if (ready.user) ready.user = { ...ready.user, id: toBytes(ready.user.id) }
  if (ready.excludeCredentials) ready.excludeCredentials = bytes(ready.excludeCredentials)
  if (ready.allowCredentials) ready.allowCredentials = bytes(ready.allowCredentials)
  return { publicKey: ready }
}

function plain(answer) {
  const response = {}
  const names = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
  for (const name of names) if (answer.response[name]) response[name] = toText(answer.response[name])
  if (answer.response.getTransports) response.transports = answer.response.getTransports()
  const { id, type, authenticatorAttachment } = answer
  const clientExtensionResults = answer.getClientExtensionResults()
  return { id, rawId: toText(answer.rawId), type, authenticatorAttachment, clientExtensionResults, response }
}

function toBytes(text) {
  const base64 = text.replace(/-/g, '+').replace(/_/g, '/')
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

function toText(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
