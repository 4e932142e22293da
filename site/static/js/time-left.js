// Turns the last day in the banner into the time that is left. Without it the page shows the date.
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR

function words(milliseconds, labels) {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)}\u00a0${labels.days}`
  if (milliseconds >= DAY) return `1\u00a0${labels.day}`
  const hours = Math.floor(milliseconds / HOUR)
  if (hours >= 1) return `${hours}\u00a0${hours === 1 ? labels.hour : labels.hours}`
  return `${Math.max(1, Math.ceil(milliseconds / MINUTE))}\u00a0${labels.minutes}`
}

// `ahead`: how much the clock of this device goes before the server's, where the page says what that one showed.
function show(element, ahead) {
  const { until, left, over } = element.dataset
  const rest = new Date(until) - Date.now() + ahead
  if (!(rest > 0) && !over) return
  element.firstChild.data = rest > 0 ? words(rest, element.dataset) : over
  element.querySelector('span').textContent = rest > 0 ? left : ''
}

for (const element of document.querySelectorAll('[data-until]')) {
  const ahead = element.dataset.now ? Date.now() - new Date(element.dataset.now) : 0
  show(element, ahead)
  setInterval(() => show(element, ahead), MINUTE / 4)
}
