// The form of a round: the time line follows the dates while they are changed. Without this a button does the same.
const PAUSE = 400
const line = document.querySelector('[data-time-line]')

if (line) follow(line, line.closest('form'))

function follow(line, form) {
  const drawn = line.querySelector('[data-drawn]')
  const names = line.dataset.names.split(' ')
  let timer = 0
  let asked = ''
  let running = null
  const show = line.querySelector('[data-show]')
  show.hidden = true
  show.querySelector('button').disabled = true // Enter in a field saves

  function typed() {
    const all = new FormData(form)
    return new URLSearchParams(names.filter((name) => all.has(name)).map((name) => [name, all.get(name)])).toString()
  }

  async function draw() {
    const wanted = typed()
    if (wanted === asked) return
    asked = wanted
    running?.abort()
    running = new AbortController()
    const address = new URL(line.dataset.timeLine, location.href)
    try {
      const response = await fetch(`${address}${address.search ? '&' : '?'}${wanted}`, { signal: running.signal })
      if (response.ok && !response.redirected) drawn.innerHTML = await response.text()
    } catch {
      asked = '' // no network, or the next one is under way: the old drawing stays
    }
  }

  asked = typed()
  for (const event of ['input', 'change']) {
    form.addEventListener(event, () => {
      clearTimeout(timer)
      timer = setTimeout(draw, PAUSE)
    })
  }
}
