// Finds the number that belongs to a challenge: SHA-256 of salt and number, written together. No crypto.subtle: it is missing
// on plain http, and waiting for each of its answers takes longer than the sum itself.
const K = new Uint32Array(64)
const START = new Uint32Array(8)

for (let found = 0, n = 2; found < 64; n++) {
  let prime = true
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
  if (!prime) continue
  if (found < 8) START[found] = fraction(Math.sqrt(n))
  K[found++] = fraction(Math.cbrt(n))
}

function fraction(x) {
  return (x - Math.floor(x)) * 4294967296
}

const w = new Uint32Array(64)

function digest(bytes, length) {
  const state = Uint32Array.from(START)
  const blocks = Math.ceil((length + 9) / 64)
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 16; i++) {
      let word = 0
      for (let b = 0; b < 4; b++) {
        const at = block * 64 + i * 4 + b
        word = (word << 8) | (at < length ? bytes[at] : at === length ? 128 : 0)
      }
      w[i] = word
    }
    if (block === blocks - 1) w[15] = length * 8
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2]
      w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
        + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let i = 0; i < 64; i++) {
      const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[i] + w[i] | 0
      const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c)) | 0
      h = g; g = f; f = e; e = d + one | 0
      d = c; c = b; b = a; a = one + two | 0
    }
    const next = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; i++) state[i] += next[i]
  }
  return state
}

function solve({ challenge, salt, most }) {
  const goal = challenge.match(/.{8}/g).map((part) => parseInt(part, 16))
  const bytes = new TextEncoder().encode(salt + ' '.repeat(10))
  const begin = bytes.length - 10
  for (let number = 0; number <= most; number++) {
    const digits = String(number)
    for (let i = 0; i < digits.length; i++) bytes[begin + i] = digits.charCodeAt(i)
    const state = digest(bytes, begin + digits.length)
    if (state[0] === goal[0] && goal.every((word, i) => word === state[i])) return number
  }
  return null
}

onmessage = (event) => postMessage(solve(event.data))
