// The form of a round: fields of one kind of ballot are shown with that kind. Without this all stand there, each with its reason.
const NEEDED = { approval: ['ballot_max'], points: ['points_total', 'points_most'] }
const form = document.querySelector('[name="ballot_kind"]')?.closest('form')

if (form) {
  show()
  form.addEventListener('change', (event) => event.target.name === 'ballot_kind' && show())
}

function show() {
  const chosen = form.querySelector('[name="ballot_kind"]:checked')?.value
  for (const [kind, names] of Object.entries(NEEDED)) {
    for (const name of names) {
      const field = form.querySelector(`[name="${name}"]`)?.closest('.w-field__wrapper')
      if (field) field.hidden = kind !== chosen && !field.querySelector('.error-message')
    }
  }
}
