// The form of a round: fields of one answer are shown with that answer. Without this all stand there, each with its reason.
const NEEDED = {
  ballot_kind: { ballot_max: ['approval'], points_total: ['points'], points_most: ['points'] },
  identity: { postal_codes: ['', 'email', 'eid'] },
  rule: {
    utility: ['equal_shares', 'equal_shares_fill', 'equal_shares_add1', 'equal_shares_add1_fill', 'equal_shares_comparison'],
  },
  tie_rule: { lot_source: ['lot', 'cheapest', 'dearest'] },
}
// Further kinds of equal shares: shown once one of them is chosen.
const VARIANTS = ['equal_shares', 'equal_shares_fill', 'equal_shares_add1', 'equal_shares_comparison']
const form = document.querySelector('[name="ballot_kind"]')?.closest('form')

if (form) {
  show()
  form.addEventListener('change', (event) => event.target.name in NEEDED && show())
}

function show() {
  const rule = form.querySelector('[name="rule"]:checked')?.value ?? ''
  for (const variant of VARIANTS) {
    const row = form.querySelector(`[name="rule"][value="${variant}"]`)?.closest('label')?.parentElement
    if (row) row.hidden = !rule.startsWith('equal_shares')
  }
  for (const [question, fields] of Object.entries(NEEDED)) {
    const chosen = form.querySelector(`[name="${question}"]:checked`)?.value ?? ''
    for (const [name, answers] of Object.entries(fields)) {
      const field = form.querySelector(`[name="${name}"]`)?.closest('.w-field__wrapper')
      if (field) field.hidden = !answers.includes(chosen) && !field.querySelector('.error-message')
    }
  }
}
