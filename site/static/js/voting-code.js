// A code that was scanned from a sheet stands in the fragment, which browsers never send. It is put in the field and taken
// out of the address, so that it stays neither in the history nor on the screen. Without this one types it.
const form = document.querySelector('[data-voting-code]')
const code = location.hash.slice(1)

if (form && /^[0-9A-Za-z-]{12,20}$/.test(code)) {
  const field = form.elements.code, said = form.querySelector('[data-filled]')
  field.value = code.toUpperCase()
  history.replaceState(null, '', location.pathname + location.search)
  said.textContent = said.dataset.filled
  form.querySelector('button').focus()
}
