import { load } from 'js-yaml'

interface FieldSource {
  readonly name: string
  readonly type: string
  readonly many?: boolean
  readonly values?: readonly string[]
  readonly doc: string
}

/** `services/record/generated/event-fields.ts` from the text of `schemas/event.yml`. */
export function generateEventFields(schema: string): string {
  const { fields } = load(schema) as { fields: FieldSource[] }
  const rows = fields.map((field) => {
    const many = field.many ?? false
    return `  /** ${field.doc}${field.values ? ` — ${field.values.join(', ')}` : ''} */\n  { name: '${field.name}', type: '${field.type}', many: ${many} },`
  })
  return `// Generated from schemas/event.yml by \`npm run generate\`. Do not edit.

/** Every field of the document, in document order. */
export const EVENT_FIELDS = [
${rows.join('\n')}
] as const

/** The name of a field of the document. */
export type EventFieldName = (typeof EVENT_FIELDS)[number]['name']
`
}
