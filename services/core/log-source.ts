/**
 * Sigma's name for a kind of log. On a rule: absent attributes mean "any". On a log type: exactly what its records are.
 */
export interface LogSource {
  readonly category?: string
  readonly product?: string
  readonly service?: string
}

/** True when every attribute that `rule` names is equal in `event` (Sigma's strict covering). */
export function covers(rule: LogSource, event: LogSource): boolean {
  return (
    (rule.category === undefined || rule.category === event.category) &&
    (rule.product === undefined || rule.product === event.product) &&
    (rule.service === undefined || rule.service === event.service)
  )
}

/** `product/service`, `product/category` … for messages and look-ups. */
export function logSourceName(source: LogSource): string {
  return [source.product ?? '*', source.category, source.service].filter((part) => part !== undefined).join('/')
}
