// Helps whoever writes in a form: counts characters, keeps the text when the form is closed, proves in the background that a
// person writes, and sends without leaving the page. Without this the form is sent as any other.
const LONGEST_WAIT = 15000
const SOON = 1000

export function prepare(form) {
  if (form.dataset.ready) return
  form.dataset.ready = 'yes'
  for (const count of form.querySelectorAll('[data-count]')) countIn(count)
  const text = form.querySelector('textarea')
  if (text && form.matches('[data-comment-form]')) keepDraft(form, text)
  const proof = form.dataset.challenge ? prove(form) : null
  form.addEventListener('submit', (event) => send(event, form, proof))
}

function countIn(count) {
  const field = count.closest('.field')
  const text = field && field.querySelector('textarea, input')
  const most = Number(count.dataset.count.replace(/\D/g, ''))
  if (!text || !most) return
  const heard = document.createElement('span')
  heard.className = 'only-heard'
  heard.setAttribute('role', 'status')
  count.after(heard)
  const plain = count.textContent
  let timer = 0
  const show = () => {
    const left = most - Array.from(text.value.trim()).length
    const words = text.value ? said(left < 0 ? count.dataset.over : count.dataset.left, Math.abs(left)) : plain
    count.textContent = words
    count.classList.toggle('field__count--over', left < 0)
    clearTimeout(timer)
    timer = setTimeout(() => { heard.textContent = left <= most / 20 ? words : '' }, SOON)
  }
  text.addEventListener('input', show)
  if (text.value) show()
}

function said(words, number) {
  return words.replace('{n}', number.toLocaleString(document.documentElement.lang))
}

// The draft is the text alone, in this tab, until it is sent.
function keepDraft(form, text) {
  const key = draftOf(form)
  const kept = stored(() => sessionStorage.getItem(key))
  if (kept && !text.value.trim()) {
    text.value = kept
    text.dispatchEvent(new Event('input', { bubbles: true }))
  }
  text.addEventListener('input', () => stored(() => sessionStorage.setItem(key, text.value)))
}

function draftOf(form) {
  return `draft ${new URL(form.action, location.href).pathname}`
}

function stored(act) {
  try {
    return act()
  } catch {
    return null // storage is forbidden or full: then the text lives in the form alone
  }
}

async function prove(form) {
  try {
    const response = await fetch(form.dataset.challenge, { headers: { Accept: 'application/json' } })
    const { most, ...challenge } = await response.json()
    const number = await solved(form.dataset.worker, { ...challenge, most })
    if (number === null) return
    form.elements.proof.value = btoa(JSON.stringify({ ...challenge, number }))
  } catch {
    // no proof: the server then asks for an address
  }
}

function solved(address, task) {
  return new Promise((resolve) => {
    const worker = new Worker(address)
    worker.onmessage = (event) => { worker.terminate(); resolve(event.data) }
    worker.onerror = () => { worker.terminate(); resolve(null) }
    worker.postMessage(task)
  })
}

async function send(event, form, proof) {
  event.preventDefault()
  if (form.dataset.sending) return
  form.dataset.sending = 'yes'
  const wait = form.querySelector('.form__wait')
  const patience = setTimeout(() => { if (wait) wait.textContent = form.dataset.wait || '' }, 300)
  const pressed = event.submitter
  let response
  try {
    await Promise.race([proof, new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))])
    const data = new FormData(form)
    if (pressed && pressed.name) data.append(pressed.name, pressed.value)
    response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(data) })
  } catch {
    sendAsUsual(form, pressed) // nothing came back: the browser's own way, which says what is wrong
  } finally {
    clearTimeout(patience)
    if (wait) wait.textContent = ''
    delete form.dataset.sending
  }
  if (!response) return
  if (response.redirected) return leave(form, response.url)
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  if (!answer(form, page)) document.documentElement.replaceWith(document.importNode(page.documentElement, true))
}

// A form that is sent by a script says nothing of the pressed button by itself.
function sendAsUsual(form, pressed) {
  if (pressed && pressed.name) {
    const said = document.createElement('input')
    said.type = 'hidden'
    said.name = pressed.name
    said.value = pressed.value
    form.append(said)
  }
  form.submit()
}

function leave(form, address) {
  stored(() => sessionStorage.removeItem(draftOf(form)))
  const [here, there] = [location.href, address].map((url) => url.split('#')[0])
  location.assign(address)
  if (here === there) location.reload()
}

// Show what the server answered where the form stands: the summary of what is wrong, and the form as it came back.
function answer(form, page) {
  const summary = page.querySelector('main .error-summary')
  const back = page.querySelector('main form.form') || page.querySelector('main .row--form > .row__body')
  if (!back || !(summary || back.matches('form'))) return false
  const region = form.parentElement
  const near = region.closest('.row--form') || region
  for (const old of near.querySelectorAll('.error-summary')) old.remove()
  const shown = summary && document.importNode(summary, true)
  const next = document.importNode(back, true)
  form.replaceWith(next)
  if (shown && region.matches('.thread-form')) shown.querySelector('h2').setAttribute('role', 'presentation') // among the headings of the comments it is none
  if (shown && near === region) next.before(shown)
  else if (shown) near.prepend(shown)
  if (near !== region) document.title = page.title
  if (next.matches('form')) {
    next.dispatchEvent(new CustomEvent('form-back', { bubbles: true }))
    prepare(next)
  }
  const goal = shown || next.querySelector('[name=email], textarea')
  if (goal) goal.focus()
  return true
}

for (const form of document.querySelectorAll('form[data-comment-form]')) prepare(form)
const summary = document.querySelector('main .error-summary')
if (summary) summary.focus()
