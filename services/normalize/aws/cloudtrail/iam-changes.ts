import type { JsonObject, JsonValue } from '../../../core/json.ts'
import { eventField } from '../../../record/event-field.ts'
import { requestOf, type Call } from './call.ts'
import { operationKeys } from './categories.ts'
import { IAM_CHANGE_ROWS, type IamChangeRow } from './iam-change-table.ts'
import { asText, collectTexts, isMasked, textMember, valueAt } from './json-values.ts'
import type { PolicyReading } from './policy/map-policy.ts'
import type { Statement } from './policy/parse-policy.ts'

const FIELD = { changes: eventField('tocsin.iam_changes') }

/** One right given or taken, as it stands in `tocsin.iam_changes`; empty text is left out there. */
interface IamChange {
  readonly op: 'add' | 'remove'
  /** `user:name`, `role:name`, `group:name`, or as the record writes it */
  readonly principal: string
  /** the policy, group, role or operation that the principal gets or loses */
  readonly role: string
  /** on what, where it is narrower than the account */
  readonly scope: string
  /** names of the condition keys that limit it */
  readonly condition: string
}

type Read = (call: Call) => readonly IamChange[]

const READERS: ReadonlyMap<string, Read> = new Map(
  IAM_CHANGE_ROWS.flatMap((row) => {
    const read = reader(row)
    return operationKeys(row.operations).map((key): [string, Read] => [key, read])
  }),
)

/** Whether a call of this operation gives or takes rights by itself, without a policy. */
export function mayChangeRights(key: string): boolean {
  return READERS.has(key)
}

/** Fills in `tocsin.iam_changes`: rights that the call gives or takes. A no-op for most calls. */
export function mapIamChanges(call: Call, policy: PolicyReading | null): void {
  const found = policy?.kind === 'trust' ? trustChanges(call, policy.statements) : (READERS.get(call.key)?.(call) ?? [])
  if (found.length > 0) call.event.set(FIELD.changes, found.map(asObject))
}

function reader(row: IamChangeRow): Read {
  const principal = places(row.principal)
  const role = places(row.role)
  const scope = places(row.scope)
  return (call) => {
    const request = requestOf(call)
    const who = firstText(request, principal)
    if (who === undefined) return []
    const name = row.as === '' ? principalWord(request, who) : `${row.as}${who}`
    const where = firstText(request, scope) ?? ''
    const roles = textsAt(request, role).map((each) => `${row.roleAs}${each}`)
    return (roles.length > 0 ? roles : ['']).map((each) => {
      return { op: row.op, principal: name, role: each, scope: where, condition: '' }
    })
  }
}

/** Identity Center says beside the id whether it is a user's or a group's. */
function principalWord(request: JsonObject, who: string): string {
  const type = textMember(request, 'principalType')
  return type === undefined ? who : `${type.toLowerCase()}:${who}`
}

/** A role's trust policy says who may assume it from now on. */
function trustChanges(call: Call, statements: readonly Statement[]): IamChange[] {
  const request = requestOf(call)
  const role = `role:${textMember(request, 'roleName') ?? ''}`
  return statements
    .filter((statement) => statement.isAllow)
    .flatMap((statement) => {
      const condition = [...new Set(statement.conditions.map((each) => each.key))].join(' ')
      return statement.principals.map((principal): IamChange => {
        return { op: 'add', principal: principal.value, role, scope: '', condition }
      })
    })
}

function places(text: string): readonly (readonly string[])[] {
  return text.split(/\s+/).flatMap((place) => (place === '' ? [] : [place.split('.')]))
}

function firstText(request: JsonObject, options: readonly (readonly string[])[]): string | undefined {
  for (const keys of options) {
    const text = asText(valueAt(request, keys))
    if (text !== undefined && !isMasked(text)) return text
  }
  return undefined
}

function textsAt(request: JsonObject, options: readonly (readonly string[])[]): string[] {
  for (const keys of options) {
    const texts = collectTexts(request, keys, new Set())
    if (texts.size > 0) return [...texts]
  }
  return []
}

function asObject(change: IamChange): JsonObject {
  const object: JsonObject = {}
  for (const [name, value] of Object.entries(change)) if (value !== '') object[name] = value as JsonValue
  return object
}
