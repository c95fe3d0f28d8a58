/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now` (milliseconds since 1970): it is a number of
 * seconds or an HTTP date. Null when it is neither; 0 when the date is past.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // Dates of HTTP end in GMT: Date.parse accepts much else, which is not one.
  if (text.length > 40 || !/^[A-Za-z]{3,9}, ?.+ GMT$/.test(text)) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : Math.max(0, time - now)
}
