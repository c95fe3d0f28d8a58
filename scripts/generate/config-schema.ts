import { configSchema } from '../../services/app/config/config-schema.ts'

const WIDTH = 120

/** `schemas/config.schema.json`, for editors: the shape that the program itself checks configurations against. */
export function generateConfigSchema(): string {
  return `${print({ $schema: 'http://json-schema.org/draft-07/schema#', ...configSchema }, '', 0)}\n`
}

/** JSON as our formatter wants it: maps on several lines, lists on one where they fit. */
function print(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => print(item, inner, 0))
    const line = `[${items.join(', ')}]`
    const fits = !line.includes('\n') && indent.length + before + line.length <= WIDTH
    return fits ? line : `[\n${inner}${items.join(`,\n${inner}`)}\n${indent}]`
  }
  const members = Object.entries(value).map(([key, member]) => {
    const label = `${JSON.stringify(key)}: `
    return inner + label + print(member, inner, label.length + 1)
  })
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`
}
