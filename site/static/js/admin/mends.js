// Small mends of Wagtail's own forms: its calendar gets out of the way, and what has no name for those who listen gets one.

// Whoever types a date, or goes on by keyboard, needs no calendar over the buttons below. A click in the calendar leaves it open.
function close(input) {
  window.jQuery?.(input).data('xdsoft_datetimepicker')?.trigger('close.xdsoft')
}
document.addEventListener('input', (event) => {
  if (event.isTrusted) close(event.target)
})
document.addEventListener('focusout', (event) => {
  if (event.relatedTarget && !event.relatedTarget.closest('.xdsoft_datetimepicker')) close(event.target)
})

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

function mend() {
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
