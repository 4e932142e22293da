// The codes are shown only once: whoever leaves their page without having printed or saved them is asked first.
const page = document.querySelector('[data-codes-shown-once]')
let taken = false

for (const form of page.querySelectorAll('form')) form.addEventListener('submit', () => { taken = true })

addEventListener('beforeunload', (event) => {
  if (!taken) event.preventDefault()
})
