// The page of a review: buttons put in an example of a reason and tick the whole check list. Everything works without this.
// What is wrong has the focus, also far down the page.
const wrong = document.querySelector('.review-field--wrong :is(textarea, input, select)')
wrong?.focus()
wrong?.scrollIntoView({ block: 'center' })

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

const checks = document.querySelector('[data-checks]')
const allMet = checks?.querySelector('[data-all-met]')

if (allMet) {
  allMet.hidden = false
  allMet.addEventListener('click', () => {
    for (const radio of checks.querySelectorAll('[value=yes]')) radio.checked = true
  })
}
