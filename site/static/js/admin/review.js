// The page of a review: examples of reasons are put in by a button. Everything works without this.
const examples = document.querySelector('[data-examples]')
const reason = document.getElementById('decide-reason')

if (examples && reason) {
  examples.hidden = false
  examples.addEventListener('click', (event) => {
    const button = event.target.closest('button')
    if (!button) return
    reason.value = button.dataset.text
    reason.focus()
  })
  const listed = document.querySelector('.review__sample')
  if (listed) listed.hidden = true
}
