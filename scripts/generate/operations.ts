import { load } from 'js-yaml'

interface OperationSource {
  readonly verbs: Readonly<Record<string, string>>
  readonly providers: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>
}

/** `services/normalize/generated/operations.ts` from the text of `schemas/operations.yml`. */
export function generateOperations(schema: string): string {
  const { verbs, providers } = load(schema) as OperationSource
  const maps = Object.entries(providers).map(([provider, services]) => {
    const rows = Object.entries(services).flatMap(([service, operations]) =>
      Object.entries(operations).map(([operation, verb]) => {
        if (!Object.hasOwn(verbs, verb)) {
          throw new Error(`schemas/operations.yml: ${provider} ${service} ${operation}: no verb ${verb}`)
        }
        return `  ['${service}:${operation}', '${verb}'],`
      }),
    )
    return `/** \`service:Operation\` of ${provider} → verb. */
export const ${provider.toUpperCase()}_OPERATIONS: ReadonlyMap<string, OperationVerb> = new Map<string, OperationVerb>([
${rows.join('\n')}
])
`
  })
  const names = Object.entries(verbs).map(([verb, doc]) => `  /** ${doc} */\n  | '${verb}'`)
  return `// Generated from schemas/operations.yml by \`npm run generate\`. Do not edit.

/** A cross-cloud verb: the value of \`tocsin.operation.name\`. */
export type OperationVerb =
${names.join('\n')}

${maps.join('\n')}`
}
