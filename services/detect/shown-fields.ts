import { logSourceName, type LogSource } from '../core/log-source.ts'
import type { FieldAccess } from '../record/field-access.ts'
import type { FieldPath } from '../record/field-path.ts'
import type { SecretRules } from '../record/mask-secrets.ts'
import type { Condition } from '../sigma/detection.ts'
import type { MatcherTarget, SigmaRule } from '../sigma/types.ts'

/** A field that a match shows, with the places that it is read at. */
export interface ShownField {
  /** as the rule names it */
  readonly name: string
  /** the name as JSON, with a colon behind it, in UTF-8 */
  readonly label: Uint8Array
  readonly accesses: readonly FieldAccess[]
  /** the one place of the record that it is read at; null where there are several, or others */
  readonly path: FieldPath | null
  /** its text is a secret wherever it stands, because of the name of a member on its path */
  readonly isSecret: boolean
}

/** What a log source's rules are compiled for, with what counts as a secret in its records. */
export interface ShownSource {
  readonly target: MatcherTarget
  readonly secrets: SecretRules
}

const NO_FIELDS: readonly ShownField[] = []

/** Which fields matches of rules show, found out when a rule matches for the first time. */
export class ShownFields {
  readonly #sources: ReadonlyMap<string, ShownSource>
  readonly #known = new Map<LogSource, Map<SigmaRule, readonly ShownField[]>>()
  #lastSource: LogSource | null = null
  #lastRules = new Map<SigmaRule, readonly ShownField[]>()

  /** `sources` by {@link logSourceName}. */
  constructor(sources: ReadonlyMap<string, ShownSource>) {
    this.#sources = sources
  }

  /**
   * The fields that the rule asks about without negation, each once, in the order of its conditions. `source` is that of the
   * event: the same object each time.
   */
  of(rule: SigmaRule, source: LogSource): readonly ShownField[] {
    if (source !== this.#lastSource) {
      this.#lastRules = this.#known.get(source) ?? new Map<SigmaRule, readonly ShownField[]>()
      this.#known.set(source, this.#lastRules)
      this.#lastSource = source
    }
    const rules = this.#lastRules
    let fields = rules.get(rule)
    if (!fields) {
      fields = this.#resolve(rule, source)
      rules.set(rule, fields)
    }
    return fields
  }

  #resolve(rule: SigmaRule, source: LogSource): readonly ShownField[] {
    const found = this.#sources.get(logSourceName(source))
    if (!found) return NO_FIELDS
    const { target, secrets } = found
    const members = new Set(secrets.members.map((name) => name.toLowerCase()))
    return positiveFields(rule.detection.conditions).map((name) => {
      const accesses = target.resolve(name, rule.taxonomy, target.paths)
      const isSecret = accesses.some(
        (access) => access.from === 'record' && access.path.keys.some((key) => members.has(key.toLowerCase())),
      )
      const [first] = accesses
      const path = accesses.length === 1 && first?.from === 'record' ? first.path : null
      return { name, path, label: Buffer.from(`${JSON.stringify(name)}:`), accesses, isSecret }
    })
  }
}

/** Names of the fields that conditions ask about, each once; what stands below a `not` is left out, keywords have none. */
export function positiveFields(conditions: readonly Condition[]): readonly string[] {
  const names = new Set<string>()
  for (const condition of conditions) addFields(condition, names)
  return [...names]
}

function addFields(condition: Condition, names: Set<string>): void {
  const { op } = condition
  if (op === 'and' || op === 'or') for (const part of condition.parts) addFields(part, names)
  else if (op === 'scope') names.add(condition.scope.path)
  else if (op === 'item' && condition.item.field !== null && !condition.item.negated) names.add(condition.item.field)
}
