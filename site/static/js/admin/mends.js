// Small mends of Wagtail's own forms: its calendar gets out of the way, and what has no name for those who listen gets one.

// Whoever types a date, or goes on by keyboard, needs no calendar over the buttons below. It opens a tenth of a second late.
let wanting = null
function closeOthers() {
  for (const input of document.querySelectorAll('input')) {
    if (input !== wanting) window.jQuery?.(input).data('xdsoft_datetimepicker')?.trigger('close.xdsoft')
  }
}
function want(input) {
  wanting = input
  closeOthers()
  setTimeout(closeOthers, 150)
}
for (const kind of ['focusin', 'mousedown']) {
  document.addEventListener(kind, (event) => {
    if (!event.target.closest?.('.xdsoft_datetimepicker')) want(event.target)
  })
}
document.addEventListener('input', (event) => {
  if (event.isTrusted) want(null)
})
// Escape closes the calendar first, and only then the window that it lies over.
document.addEventListener('keydown', (event) => {
  const isOpen = [...document.querySelectorAll('.xdsoft_datetimepicker')].some((calendar) => calendar.getClientRects().length)
  if (event.key !== 'Escape' || !isOpen) return
  event.preventDefault()
  event.stopImmediatePropagation()
  want(null)
}, true)

function labelOf(control) {
  for (let box = control.parentElement; box; box = box.parentElement) {
    const label = box.querySelector(':scope label, :scope .w-panel__heading')
    if (label) return label.textContent.replace('*', '').trim()
    if (box.matches('.w-panel')) return ''
  }
}

function name(control, words) {
  if (words && !control.hasAttribute('aria-label') && !control.hasAttribute('aria-labelledby')) control.setAttribute('aria-label', words)
}

// Blocks of one kind have the same name: as landmarks they can't be told apart, so they are numbered.
function number(panels) {
  const seen = new Map()
  for (const panel of panels) {
    panel.dataset.heading ??= panel.getAttribute('aria-labelledby')
    const words = document.getElementById(panel.dataset.heading)?.textContent.replace('*', '').trim()
    const count = (seen.get(words) ?? 0) + 1
    seen.set(words, count)
    if (count === 1) panel.setAttribute('aria-labelledby', panel.dataset.heading)
    else panel.removeAttribute('aria-labelledby')
    if (count > 1) panel.setAttribute('aria-label', `${words} ${count}`)
  }
}

// On a phone a row is a block: each value says what it is.
function label(table) {
  const headings = [...table.querySelectorAll('thead th')].map((heading) => heading.textContent.trim())
  for (const row of table.tBodies[0]?.rows ?? []) {
    headings.forEach((words, at) => row.cells[at]?.setAttribute('data-label', words))
  }
}

function mend() {
  document.querySelectorAll('.result-list .listing').forEach(label)
  number(document.querySelectorAll('section.w-panel:is([aria-labelledby], [data-heading])'))
  for (const editor of document.querySelectorAll('.Draftail-Editor [contenteditable=true]')) name(editor, labelOf(editor))
  for (const input of document.querySelectorAll('.tagit-new input')) name(input, labelOf(input))
  for (const input of document.querySelectorAll('#fileupload')) name(input, document.querySelector('h1')?.textContent.trim())
}

let waiting = false
new MutationObserver(() => {
  if (waiting) return
  waiting = true
  requestAnimationFrame(() => {
    waiting = false
    mend()
  })
}).observe(document.body, { childList: true, subtree: true })
mend()
