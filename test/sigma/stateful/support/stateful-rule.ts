import type { RuleInfo } from '../../../../services/core/rule.ts'
import type {
  NumericCorrelation,
  RuleRef,
  StatefulBase,
  TemporalCorrelation,
  Threshold,
} from '../../../../services/sigma/types.ts'

/** What a test says of any stateful rule; the rest has defaults. */
export interface BaseWish {
  readonly id?: string
  /** ids of the rules it refers to */
  readonly rules?: readonly string[]
  /** name in this rule → rule → name there */
  readonly aliases?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly groupBy?: readonly string[]
  readonly timespan?: number
  /** bucket of the alerts; default: timespan */
  readonly window?: number
  readonly carries?: readonly string[]
}

type NumericWish = BaseWish & Partial<Pick<NumericCorrelation, 'type' | 'fields' | 'percentile'>> & Shape & Condition
type TemporalWish = BaseWish & Partial<Pick<TemporalCorrelation, 'type' | 'terms'>> & Shape & Condition

interface Shape {
  readonly shape?: NumericCorrelation['window']
}

interface Condition {
  readonly condition?: Partial<Record<Threshold['op'], number>>
}

/** A rule about a number, by default `event_count` of rule `r` for each `u` within 10 ms. */
export function numericRule(wish: NumericWish): NumericCorrelation {
  return {
    ...base(wish),
    type: wish.type ?? 'event_count',
    window: wish.shape ?? { type: 'sliding' },
    thresholds: thresholds(wish.condition ?? { gte: 3 }),
    fields: wish.fields ?? [],
    percentile: wish.percentile ?? (wish.type === 'value_median' ? 50 : null),
  }
}

/** A rule about several rules; without a condition it needs all of them. */
export function temporalRule(wish: TemporalWish): TemporalCorrelation {
  const all = [{ has: (wish.rules ?? ['r']).map((_, at) => at), lacks: [] }]
  return {
    ...base(wish),
    type: wish.type ?? 'temporal',
    window: wish.shape ?? { type: 'sliding' },
    terms: wish.condition === undefined ? (wish.terms ?? all) : null,
    thresholds: wish.condition === undefined ? null : thresholds(wish.condition),
  }
}

function thresholds(condition: Partial<Record<Threshold['op'], number>>): readonly Threshold[] {
  const { gt, gte, lt, lte, eq, neq } = condition
  const all = { gt, gte, lt, lte, eq, neq }
  const ops = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
  return ops.flatMap((op) => (all[op] === undefined ? [] : [{ op, value: all[op] }]))
}

function base(wish: BaseWish): StatefulBase {
  const timespan = wish.timespan ?? 10
  return {
    info: ruleInfo(wish.id ?? 'c', wish.window ?? timespan),
    taxonomy: 'sigma',
    refs: (wish.rules ?? ['r']).map((id) => ref(id, wish.aliases ?? {})),
    groupBy: wish.groupBy ?? ['u'],
    timespan,
    carries: wish.carries ?? [],
    tests: [],
    blind: null,
  }
}

function ref(id: string, aliases: Readonly<Record<string, Readonly<Record<string, string>>>>): RuleRef {
  const fields = Object.entries(aliases).flatMap(([alias, byRule]) => {
    const field = byRule[id]
    return field === undefined ? [] : [[alias, field] as const]
  })
  return { id, name: id, fields: Object.fromEntries(fields) }
}

function ruleInfo(id: string, window: number): RuleInfo {
  return {
    id,
    title: `rule ${id}`,
    level: 'high',
    status: 'test',
    description: '',
    tags: [],
    falsepositives: [],
    references: [],
    runbook: '',
    groupBy: [],
    window,
    alerts: true,
    page: true,
    hash: '',
    file: 'test.yml',
    line: 1,
  }
}
