/** True for an IPv4 or IPv6 address in text form, without port, prefix length or zone. */
export function isIpAddress(text: string): boolean {
  return text.includes(':') ? isIpv6(text) : isIpv4(text)
}

/** True for four decimal numbers of 0 to 255, without leading zeros. */
export function isIpv4(text: string): boolean {
  const length = text.length
  if (length < 7 || length > 15) return false
  let parts = 0
  let value = -1
  for (let at = 0; at <= length; at += 1) {
    const code = at === length ? DOT : text.charCodeAt(at)
    if (code === DOT) {
      if (value < 0) return false
      parts += 1
      value = -1
    } else {
      if (code < ZERO || code > NINE || value === 0) return false
      value = Math.max(value, 0) * 10 + code - ZERO
      if (value > 255) return false
    }
  }
  return parts === 4
}

/** True for eight groups of hex digits, with at most one `::` and with an IPv4 address in place of the last two. */
export function isIpv6(text: string): boolean {
  if (text.length < 2 || text.length > 45) return false
  const halves = text.split('::')
  if (halves.length > 2) return false
  const isShort = halves.length === 2
  let groups = 0
  for (const [index, half] of halves.entries()) {
    if (half === '') {
      if (!isShort) return false
      continue
    }
    const isLast = index === halves.length - 1
    const count = groupsIn(half, isLast)
    if (count < 0) return false
    groups += count
  }
  return isShort ? groups < 8 : groups === 8
}

function groupsIn(half: string, mayEndInIpv4: boolean): number {
  const parts = half.split(':')
  let count = 0
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) count += 1
    else if (mayEndInIpv4 && index === parts.length - 1 && isIpv4(part)) count += 2
    else return -1
  }
  return count
}

const ZERO = 48
const NINE = 57
const DOT = 46
