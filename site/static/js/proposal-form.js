// Saves a proposal while it is written, adds up and adds rows. Without this the buttons do the same.
const PAUSE = 1200
const AGAIN = 10000

for (const form of document.querySelectorAll('[data-proposal-form]')) keep(form)

function keep(form) {
  const said = form.querySelector('[data-saved]')
  let timer = 0
  let stopped = false
  let changed = false
  let running = null

  const address = () => form.getAttribute('action') // form.action is the buttons of that name

  const later = (wait) => {
    if (stopped) return
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  async function save() {
    if (stopped || !changed) return
    if (running) return later(PAUSE)
    changed = false
    running = send()
    await running
    running = null
  }

  async function send() {
    const data = new FormData(form)
    for (const field of form.querySelectorAll('input[type=file]')) data.delete(field.name)
    data.set('action', 'save')
    try {
      const response = await fetch(address(), { method: 'POST', body: data, headers: { Accept: 'application/json' } })
      const answer = await response.json()
      said.textContent = answer.said
      if (!response.ok) {
        stopped = true // another tab, a log-out, a closed round: a person must look
        return
      }
      form.elements.version.value = answer.version
      form.querySelector('[data-money]').innerHTML = answer.money
      if (address() !== answer.url) {
        form.setAttribute('action', answer.url)
        history.replaceState(null, '', answer.url)
      }
    } catch {
      said.textContent = form.dataset.failed
      changed = true
      later(AGAIN)
    }
  }

  form.addEventListener('input', () => { changed = true; later(PAUSE) })
  form.addEventListener('change', (event) => {
    const action = event.target.dataset.sendWith
    if (action && event.target.files.length) press(form, action)
  })
  form.addEventListener('click', (event) => {
    if (!event.target.closest('[data-add-row]')) return
    event.preventDefault()
    addRow(form)
  })
  form.addEventListener('submit', async (event) => {
    stopped = true
    clearTimeout(timer)
    if (!running) return
    event.preventDefault() // the version that a running save gets must be in the form
    await running
    form.requestSubmit(event.submitter)
  })
  for (const count of form.querySelectorAll('[data-count]')) countIn(count)
}

function press(form, action) {
  const button = form.querySelector(`button[value="${action}"]`)
  form.requestSubmit(button)
}

function addRow(form) {
  const rows = form.querySelectorAll('[data-row]')
  const row = rows[rows.length - 1].cloneNode(true)
  row.querySelectorAll('.field__error').forEach((error) => error.remove())
  for (const input of row.querySelectorAll('input')) {
    const id = input.id.replace(/\d+$/, rows.length)
    const label = row.querySelector(`label[for="${input.id}"]`)
    label.htmlFor = id
    const number = label.querySelector('.only-heard')
    if (number) number.textContent = ` ${rows.length + 1}`
    Object.assign(input, { id, value: '' })
    input.removeAttribute('aria-invalid')
    input.removeAttribute('aria-describedby')
  }
  rows[rows.length - 1].after(row)
  row.querySelector('input').focus()
}

function countIn(count) {
  const text = count.closest('.field').querySelector('textarea, input')
  const most = Number(count.dataset.count.replace(/\D/g, ''))
  const plain = count.textContent
  const show = () => {
    const left = most - Array.from(text.value.trim()).length
    const words = left < 0 ? count.dataset.over : count.dataset.left
    count.textContent = text.value ? words.replace('{n}', Math.abs(left).toLocaleString(document.documentElement.lang)) : plain
    count.classList.toggle('field__count--over', left < 0)
  }
  text.addEventListener('input', show)
  if (text.value) show()
}
