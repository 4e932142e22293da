// Saves a ballot at each change that leaves it valid, one request at a time, and says what is stored. Without it a button does.
const AGAIN = [2, 5, 10, 20, 30] // seconds between the attempts when the network is away
const PATIENCE = 30_000, SLOW = 700, TYPING = 700, SETTLED = 5_000

const form = document.querySelector('[data-ballot]')
if (form) live(form)

function live(form) {
  const says = form.dataset, kind = says.ballot
  const part = (name) => document.querySelector(`[data-${name}]`)
  const number = (name) => Number(says[name])
  let stored = says.stored // what the server has
  let latest = part('said').textContent // what was said of it
  let hasBallot = stored !== ''
  let running = false, stopped = false, pressed = false, inDoubt = false, failures = 0, timer = 0

  // What is filled in

  const fields = () => [...form.querySelectorAll('.pick-row > input')]
  const chosen = () => fields().filter((field) => kind === 'points' ? field.validity.badInput || field.value.replace(/^0+$/, '') : field.checked)
  const idOf = (field) => kind === 'points' ? field.name.slice(7) : field.value
  const pointsOf = (field) => kind === 'points' ? field.value : ''
  const now = () => chosen().map((field) => `${idOf(field)}:${pointsOf(field)}`).sort().join(',')
  const sum = (values) => values.reduce((total, value) => total + value, 0)

  function given() {
    if (kind === 'points') return sum(chosen().map((field) => Number(field.value)))
    return kind === 'knapsack' ? sum(chosen().map((field) => Number(field.dataset.ore))) : chosen().length
  }

  function lacking() {
    const picked = chosen(), over = given() - number('most')
    if (kind === 'points') {
      if (picked.some((field) => !/^\d+$/.test(field.value))) return says.sayWhole
      if (picked.some((field) => Number(field.value) > number('one'))) return says.sayOne
    }
    if (over > 0) return says.sayMany.replace('{n}', kind === 'knapsack' ? kronor(over) : over)
    if (picked.length < number('least')) return says.sayFew
    if (hasBallot) return ''
    const { declared, postal_code: postal } = form.elements
    if (declared && !declared.checked) return says.sayDeclare
    return postal && !/^(SE?-?)?[1-9]\d{4}$/i.test(postal.value.replace(/\s/g, '')) ? says.sayPostal : ''
  }

  // What is said

  function count() {
    const left = number('most') - given()
    const words = kind === 'knapsack' && left < 0 ? says.over : says.soFar
    part('state').textContent = words.replace('{n}', kind === 'knapsack' ? kronor(Math.abs(left)) : given() || 0)
    if (kind === 'points') for (const field of fields()) mark(field, field.validity.badInput || !/^\d*$/.test(field.value) || Number(field.value) > number('one'))
  }

  // `field`: where to mend it.
  function say(words, field) {
    const link = document.createElement('a')
    link.href = `#${field}`
    link.textContent = words
    part('said').replaceChildren(field ? link : words)
    quieten()
    part('heard').textContent = `${part('state').textContent}. ${words}`
  }

  // With all saved the button need not call.
  function quieten() {
    const isDone = hasBallot && now() === stored
    form.classList.toggle('ballot--done', isDone)
    part('see').hidden = !isDone
  }

  function fault(name, words) {
    const box = document.querySelector(`[data-field=${name}]`)
    if (!box) return false
    const text = part('fault').content.cloneNode(true)
    text.querySelector('[data-words]').textContent = words
    box.querySelector('[data-error]').replaceChildren(...(words ? [text] : []))
    box.classList.toggle('field--error', Boolean(words))
    if (name !== 'choices') mark(form.elements[name], Boolean(words))
    return true
  }

  function showMine(answer) {
    const titles = new Map(fields().map((field) => [idOf(field), field.labels[0].textContent]))
    part('titles').replaceChildren(...answer.choices.map((id) => {
      const item = document.createElement('li'), title = document.createElement('bdi'), points = answer.points[id]
      title.textContent = (points ? points === 1 ? says.point : says.points : '{title}').replace('{n}', points).replace('{title}', () => titles.get(String(id)))
      item.append(title)
      return item
    }))
    part('when').textContent = answer.when
    part('receipt').textContent = answer.receipt
    part('none').hidden = true
    part('mine').hidden = false
  }

  function showClosed({ title, text }) {
    const box = document.createElement('div'), head = document.createElement('h2'), words = document.createElement('p')
    box.className = 'error-summary'
    box.tabIndex = -1
    head.textContent = title
    words.textContent = text
    box.append(head, words)
    form.before(box)
    for (const field of form.elements) field.disabled = true
    box.focus()
  }

  // Saving

  async function save() {
    clearTimeout(timer)
    if (running || stopped) return
    const sending = now()
    const lacks = sending === stored ? '' : lacking()
    if (sending === stored && !pressed) return say(latest)
    if (lacks && !pressed) return say(lacks, { [says.sayDeclare]: 'declared', [says.sayPostal]: 'postal_code' }[lacks])
    running = true
    const slow = setTimeout(() => say(says.sayWait), SLOW)
    const reply = await send('POST')
    clearTimeout(slow)
    running = false
    if (!reply) {
      inDoubt = true
      pressed = false
      say(sending === stored ? latest : lacks || says.sayAgain)
      timer = setTimeout(save, AGAIN[Math.min(failures++, AGAIN.length - 1)] * 1000)
      return
    }
    failures = 0
    take(reply, sending)
    if (pressed || now() !== sending) save()
    else if (inDoubt) setTimeout(look, SETTLED, true) // what was given up may be stored after what was sent again
  }

  // Another window may have changed what is stored.
  async function look(sendsAgain) {
    if (running || stopped) return
    running = true
    const { status, answer } = await send('GET') || {}
    running = false
    if (inDoubt && !status) setTimeout(look, SETTLED, true)
    if (status === 409) return take({ status, answer })
    if (status === 200 && answer.voter === form.elements.voter.value) {
      const isOld = answer.stored !== stored
      if (sendsAgain) inDoubt = false
      else if (isOld && now() === stored && !pressed) {
        stopped = true
        return location.reload()
      }
      if (isOld) {
        stored = answer.stored
        latest = answer.said
        hasBallot = stored !== ''
      }
    }
    if (pressed || now() !== stored) save()
  }

  // The answer; null when there is none, or when the server is broken: the same ballot is then sent again.
  async function send(method) {
    try {
      const response = await fetch(form.getAttribute('action'), {
        method,
        body: method === 'POST' ? new URLSearchParams(new FormData(form)) : undefined,
        headers: { Accept: 'application/json' },
        keepalive: true,
        signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
      })
      if (response.status >= 500) return null
      const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json')
      return { status: response.status, answer: isJson ? await response.json() : {} }
    } catch {
      return null
    }
  }

  function take({ status, answer }, sending) {
    if (status === 200 && answer.receipt) {
      stored = sending
      hasBallot = true
      latest = answer.said
      for (const name of ['declared', 'postal_code', 'choices']) fault(name, '')
      part('live').hidden = false
      part('unsaved').hidden = true
      showMine(answer)
      for (const old of document.querySelectorAll('.error-summary, [data-kept]')) old.remove()
      if (pressed && now() === sending) {
        stopped = true
        location.assign(`${form.getAttribute('action')}?sparad=1`)
      }
      return say(answer.said)
    }
    if (status === 422 && !pressed && answer.errors && Object.entries(answer.errors).every(([name, words]) => fault(name, words))) return say(answer.said, Object.keys(answer.errors).find((name) => name !== 'choices'))
    stopped = true
    if (status === 401 && answer.go) return location.assign(answer.go)
    if (pressed && !answer.title) return form.submit() // the page itself says what is wrong
    say(answer.title ? answer.said : says.sayReload)
    if (answer.title) showClosed(answer)
  }

  // Events

  form.classList.add('ballot--live')
  form.classList.remove('ballot--unsaved')
  part('live').hidden = !hasBallot
  count()
  quieten()
  form.addEventListener('input', (event) => {
    const isTyped = event.target.matches('[type=number], [name=postal_code]')
    if (event.target.name in { declared: 1, postal_code: 1 }) fault(event.target.name, '')
    count()
    quieten()
    clearTimeout(timer)
    timer = setTimeout(save, isTyped ? TYPING : 0)
  })
  form.addEventListener('wheel', (event) => { if (event.target.type === 'number') event.target.blur() }, { passive: true })
  form.addEventListener('submit', (event) => {
    event.preventDefault() // a page that does not come would take the choices with it
    pressed = true
    save()
  })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look() })
  document.querySelector('.leave').addEventListener('submit', (event) => {
    if (!stopped && now() !== stored && part('unsaved').hidden) event.preventDefault()
    else stopped = true
    part('unsaved').hidden = stopped
  })
  addEventListener('online', () => { failures = 0; save() })
  addEventListener('beforeunload', (event) => { if (!stopped && now() !== stored) event.preventDefault() })
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload() }) // kept by the browser: it may show the vote of another
}

function mark(field, isWrong) {
  if (isWrong) field.setAttribute('aria-invalid', 'true')
  else field.removeAttribute('aria-invalid')
}

function kronor(ore) {
  const [whole, rest] = [Math.floor(ore / 100), ore % 100]
  const text = String(whole).replace(/\B(?=(\d{3})+$)/g, '\u00a0') + (rest ? `,${String(rest).padStart(2, '0')}` : '')
  return `${text}\u00a0kr`
}
