// The moderators' queue with a keyboard. Everything works without this, by forms and links.
const queue = document.querySelector('[data-queue]')
const help = queue && queue.querySelector('[data-keys]')
const STORED = 'radslag-queue-keys'

if (queue && help) {
  const isOn = help.querySelector('[data-keys-on]')
  help.hidden = false
  isOn.checked = read() !== 'off'
  isOn.addEventListener('change', () => write(isOn.checked ? 'on' : 'off'))
  queue.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close(event)
    else if (isOn.checked) press(event)
  })
  for (const more of queue.querySelectorAll('details.entry__more')) {
    // By a press alone: what stands open from the start fires "toggle" too, and would take the focus.
    more.querySelector('summary').addEventListener('click', () => {
      if (!more.open) more.addEventListener('toggle', () => focusOnForm(more), { once: true })
    })
  }
  focusOnPlace()
  window.addEventListener('hashchange', focusOnPlace)
}

function read() {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}

function write(value) {
  try {
    localStorage.setItem(STORED, value)
  } catch {
    // Without storage the choice holds for this page.
  }
}

function entries() {
  return [...queue.querySelectorAll('.entry')]
}

// After a decision the address names the comment that comes next.
function focusOnPlace() {
  const place = location.hash && document.getElementById(location.hash.slice(1))
  const entry = place && place.classList.contains('entry') ? place : null
  if (!entry) return
  if (document.getElementById('queue-done')) entry.setAttribute('aria-describedby', 'queue-done')
  goTo(entry)
}

// At once to its beginning, below what is stuck to the window: the admin would roll there for a second.
function goTo(entry) {
  entry.focus({ preventScroll: true })
  entry.scrollIntoView({ block: 'start', behavior: 'instant' })
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest('input:not([type=checkbox]), textarea, select')) return
  const entry = event.target.closest('.entry')
  const act = { j: () => move(entry, 1), k: () => move(entry, -1), z: undo, '?': toggleHelp }[event.key] || (entry && keyed(entry, event.key))
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act()
}

function keyed(entry, key) {
  const found = /^[vdr]$/.test(key) && entry.querySelector(`[data-key="${key}"]`)
  if (!found) return null
  return () => (found.tagName === 'DETAILS' ? openForm(found) : found.click())
}

function openForm(more) {
  more.open = true
  focusOnForm(more)
}

function focusOnForm(more) {
  if (more.open) more.querySelector('form input:not([type=hidden]), form textarea').focus()
}

function move(entry, step) {
  const all = entries()
  const next = entry ? all[all.indexOf(entry) + step] : all[0]
  if (next) goTo(next)
}

function undo() {
  const button = queue.querySelector('.queue__done [data-key="z"]')
  if (button) button.click()
}

function toggleHelp() {
  help.open = !help.open
  if (help.open) help.querySelector('summary').focus()
}

function close(event) {
  const open = event.target.closest('details[open]')
  if (!open) return
  open.open = false
  open.querySelector('summary').focus()
}
