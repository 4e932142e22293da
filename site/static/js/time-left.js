// Turns the last day in the banner into the time that is left. Without it the page shows the date.
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR

function words(milliseconds, labels) {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} ${labels.days}`
  if (milliseconds >= DAY) return `1 ${labels.day}`
  const hours = Math.floor(milliseconds / HOUR)
  if (hours >= 1) return `${hours} ${hours === 1 ? labels.hour : labels.hours}`
  return `${Math.max(1, Math.ceil(milliseconds / MINUTE))} ${labels.minutes}`
}

function show(element) {
  const left = new Date(element.dataset.until) - Date.now()
  if (!(left > 0)) return
  element.firstChild.data = words(left, element.dataset)
  element.querySelector('span').textContent = element.dataset.left
}

for (const element of document.querySelectorAll('[data-until]')) {
  show(element)
  setInterval(() => show(element), MINUTE)
}
