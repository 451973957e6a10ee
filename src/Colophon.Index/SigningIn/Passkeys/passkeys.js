// Asks the browser's passkeys what a form wants to know, and sends the answer with the form. Without this script the form stays hidden.
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue
  form.hidden = false
  document.querySelectorAll('[data-without-passkeys]').forEach(note => note.remove())
  const creates = form.dataset.passkey === 'create'
  const note = form.querySelector('[role=status]')
  const json = JSON.parse(form.dataset.options)
  const publicKey = creates
    ? PublicKeyCredential.parseCreationOptionsFromJSON(json)
    : PublicKeyCredential.parseRequestOptionsFromJSON(json)
  let waiting = new AbortController()

  const send = credential => {
    form.elements.credential.value = JSON.stringify(credential)
    form.submit()
  }

  form.addEventListener('submit', async event => {
    event.preventDefault()
    note.hidden = true
    waiting.abort()
    waiting = new AbortController()
    try {
      const options = { publicKey, signal: waiting.signal }
      send(await (creates ? navigator.credentials.create(options) : navigator.credentials.get(options)))
    } catch (error) {
      note.textContent = error.name === 'InvalidStateError'
        ? 'This device has a passkey of this account already.'
        : 'No passkey was used. Try again, or use another way.'
      note.hidden = false
    }
  })

  // Offers passkeys among what the browser fills into the name's field.
  if (!creates && document.querySelector('input[autocomplete~=webauthn]'))
    PublicKeyCredential.isConditionalMediationAvailable?.().then(isThere => isThere
      && navigator.credentials.get({ publicKey, mediation: 'conditional', signal: waiting.signal }).then(send, () => {}))
}
