// Opens the form of a thread where its link stands. Without this the link leads to the form's own page.
let opened = null

document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-opens-form]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  try {
    const response = await fetch(link.href)
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const form = page.querySelector('main form.form')
    if (!response.ok || !form) throw new Error('no form')
    const note = page.querySelector('main .row__head p')
    show(link.closest('p'), form, note ? note.textContent : '')
  } catch {
    location.assign(link.href)
  }
})

function show(line, form, text) {
  if (opened) {
    opened.place.remove()
    opened.line.hidden = false
  }
  const note = document.createElement('p')
  note.className = 'field__hint'
  note.textContent = text
  form.querySelector('.form__actions a').remove()
  form.append(note)
  const place = document.createElement('div')
  place.className = 'thread-form'
  place.append(document.importNode(form, true))
  line.after(place)
  line.hidden = true
  opened = { line, place }
  place.querySelector('textarea').focus()
}
