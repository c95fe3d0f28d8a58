import type { Skeleton } from './skeletons.ts'

/** What is asked for. */
export interface NewRule {
  readonly title: string
  readonly id: string
  /** only for a correlation: the id of the rule that it counts */
  readonly baseId: string
  /** `2026-11-24` */
  readonly date: string
  readonly kind: 'rule' | 'correlation'
}

/** A rule file that loads, whose tests pass, and that says what to change. */
export function newRuleText(rule: NewRule, skeleton: Skeleton): string {
  const lines = rule.kind === 'rule' ? ruleLines(rule, skeleton) : correlationLines(rule, skeleton)
  return `${lines.join('\n')}\n`
}

function ruleLines({ title, id, date }: NewRule, skeleton: Skeleton): readonly string[] {
  return [
    ...headLines(title, id, date),
    ...detectionLines(skeleton),
    ...tailLines(),
    '',
    '# Run them with `tocsin rules test FILE`; `tocsin rules explain FILE RECORD` says of any record why it matches or not.',
    'tests:',
    '  - name: it happens',
    ...eventLines(skeleton.matching),
    '    expect: match',
    '  - name: something else happens',
    ...eventLines(skeleton.other),
    '    expect: no_match',
  ]
}

function correlationLines({ title, id, baseId, date }: NewRule, skeleton: Skeleton): readonly string[] {
  const again = (count: number): readonly string[] =>
    Array.from({ length: count }, (_none, at) => `      - { at: +${at}m, event: *record }`)
  return [
    ...headLines(title, id, date),
    '# Counts what the rule below matches. Types: event_count, value_count, temporal, temporal_ordered … (docs/rules.md).',
    'correlation:',
    '  type: event_count',
    '  rules:',
    `    - ${baseId}`,
    '  group-by:',
    `    - ${skeleton.groupBy}`,
    '  timespan: 10m',
    '  condition:',
    '    gte: 3',
    ...tailLines(),
    '',
    'tests:',
    '  - name: often enough',
    '    events:',
    '      - at: +0m',
    '        # The same record again, later: the name says which.',
    '        event: &record',
    ...skeleton.matching.map((line) => `          ${line}`),
    ...again(3).slice(1),
    '    expect: { alerts: 1 }',
    '  - name: not often enough',
    '    events:',
    ...again(2),
    '    expect: { alerts: 0 }',
    '---',
    `title: ${quoted(`${title}: one of them`)}`,
    `id: ${baseId}`,
    'status: experimental',
    ...detectionLines(skeleton),
    'level: informational',
    '',
    'tests:',
    '  - name: it happens',
    ...eventLines(skeleton.matching),
    '    expect: match',
    '  - name: something else happens',
    ...eventLines(skeleton.other),
    '    expect: no_match',
  ]
}

function headLines(title: string, id: string, date: string): readonly string[] {
  return [
    `title: ${quoted(title)}`,
    `id: ${id}`,
    'status: experimental',
    'description: |',
    '  What happens here, why it is bad, and what it looks like when it is harmless.',
    'author: ',
    `date: ${date}`,
    'tags:',
    '  # Techniques of MITRE ATT&CK with their tactic: `tocsin rules coverage --all` lists those for clouds.',
    '  - attack.persistence',
    '  - attack.t1136.003',
  ]
}

function detectionLines({ logSource, selection }: Skeleton): readonly string[] {
  return [
    'logsource:',
    ...logSource.map((line) => `  ${line}`),
    'detection:',
    '  # Field names are those of the record (`eventName`), of ECS (`source.ip`) or ours (`tocsin.actor.type`).',
    '  selection:',
    ...selection.map((line) => `    ${line}`),
    '  condition: selection',
  ]
}

function tailLines(): readonly string[] {
  return [
    'falsepositives:',
    '  - Who does this on a good day',
    'level: medium',
    'tocsin:',
    '  runbook: |',
    '    1. What to look at first.',
    '    2. How to stop it.',
    '    3. Whom to ask.',
  ]
}

function eventLines(record: readonly string[]): readonly string[] {
  return ['    event:', ...record.map((line) => `      ${line}`)]
}

/** A title as YAML text: quoted, since it may hold anything. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
