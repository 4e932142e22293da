// Opens the form of a link where the link stands: to write, answer, report, follow. Without this the link leads to its page.
import { prepare } from './comment-form.js'

let opened = null

document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-opens-form]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  if (opened && opened.link === link) return close()
  if (link.dataset.opening) return
  link.dataset.opening = 'yes'
  try {
    const response = await fetch(link.href)
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const form = page.querySelector('main form.form')
    if (!response.ok || !form) throw new Error('no form')
    show(link, form, page)
  } catch {
    location.assign(link.href)
  } finally {
    delete link.dataset.opening
  }
})

function show(link, form, page) {
  if (opened) close()
  const place = document.createElement('div')
  place.className = 'thread-form'
  place.setAttribute('role', 'group')
  place.setAttribute('aria-label', page.querySelector('main h1').textContent)
  const note = page.querySelector('main .row__head p')
  const own = document.importNode(form, true)
  place.append(own)
  if (note && note.textContent.trim()) {
    const words = document.importNode(note, true)
    words.className = 'field__hint'
    place.append(words)
  }
  const head = link.closest('.row__head') // too narrow for a form: it opens beside, above the comments
  const line = link.closest('p') || link
  if (head) head.parentElement.querySelector('.row__body').prepend(place)
  else line.after(place)
  link.setAttribute('aria-expanded', 'true')
  opened = { link, place, words: link.closest('[data-close]')?.dataset.close || '×' }
  addClose(own)
  place.addEventListener('form-back', (event) => addClose(event.target))
  place.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) close()
  })
  prepare(own)
  const first = own.querySelector('textarea, input:not([type=hidden]):not([tabindex]), select, button')
  first.focus()
  place.scrollIntoView({ block: 'nearest' })
}

// The way back is a button here, not a link to another page.
function addClose(form) {
  const actions = form.querySelector('.form__actions')
  if (!actions) return
  for (const link of actions.querySelectorAll('a')) link.remove()
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button button--quiet'
  button.textContent = opened.words
  button.addEventListener('click', () => close())
  actions.insertBefore(button, actions.querySelector('[role=status]'))
}

function close() {
  const { link, place } = opened
  opened = null
  place.remove()
  link.setAttribute('aria-expanded', 'false')
  link.focus()
}
