/** CloudTrail's form of an event time: UTC, whole seconds, the rest cut off. */
export function secondsText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The form that dates have inside many response elements: `Mar 14, 2026, 9:17:45 AM`, UTC without saying so. */
export function responseDate(at: number): string {
  const date = new Date(at)
  const hour = date.getUTCHours()
  const minute = String(date.getUTCMinutes()).padStart(2, '0')
  const second = String(date.getUTCSeconds()).padStart(2, '0')
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return `${day}, ${hour % 12 === 0 ? 12 : hour % 12}:${minute}:${second} ${hour < 12 ? 'AM' : 'PM'}`
}
