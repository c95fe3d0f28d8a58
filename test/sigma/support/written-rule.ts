/** A rule as a person writes it; `more` goes before the detection. */
export function writtenRule(
  more = '',
  detection = 'selection: {eventName: CreateUser}\n  condition: selection',
): string {
  return `title: A user was created\nlogsource: {product: aws, service: cloudtrail}\n${more}detection:\n  ${detection}\n`
}
