import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkRules } from '../../../../services/app/doctor/checks/check-rules.ts'
import { buildEngine } from '../../../../services/app/engine.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../../../services/app/rules/read-rule-files.ts'
import { loadRuleSet } from '../../../../services/sigma/load-rule-set.ts'

const rule = (title: string, service: string, field: string): string => `title: ${title}
id: 11111111-0000-4000-8000-00000000000${title.length % 10}
logsource: {product: aws, service: ${service}}
detection:
  selection: {${field}: CreateUser}
  condition: selection
level: high
`

function found(texts: readonly string[], options: { lists?: [string, string[]][]; disable?: string[] } = {}): string[] {
  const files = texts.map((text, index) => ({ file: `r${index}.yml`, text }))
  const { disable = [] } = options
  const ruleSet = loadRuleSet(files, { lists: new Map(options.lists ?? []), disable, levels: {} })
  return checkRules(ruleSet, buildEngine(ruleSet)).map(({ level, what, cure }) => {
    assert.equal(cure === '', level === 'ok')
    return `${level} ${what}`
  })
}

describe('doctor on the rules', () => {
  const cases: readonly { readonly name: string; readonly texts: string[]; readonly finds: readonly RegExp[] }[] = [
    { name: 'a good one', texts: [rule('A', 'cloudtrail', 'eventName')], finds: [/^ok 1 rule on$/] },
    { name: 'none at all', texts: [], finds: [/^fail no rule can match/] },
    {
      name: 'one that is no rule',
      texts: ['title: B\n'],
      finds: [/^fail no rule/, /^fail r0\.yml:1: refused: .*logsource/, /^fail r0\.yml:1: refused: .*detection/],
    },
    {
      name: 'one for logs that nobody reads',
      texts: [rule('A', 'cloudtrail', 'eventName'), rule('AB', 'route53', 'x')],
      finds: [/^ok 1 rule on$/, /^warn 1 rule for logs that Tocsin does not read: AB$/],
    },
    {
      name: 'a blind one',
      texts: [
        rule('A', 'cloudtrail', 'eventName'),
        rule('ABC', 'cloudtrail', '"awsRegion|expand"').replace('CreateUser', "'%usual%'"),
      ],
      finds: [/^ok 1 rule on$/, /^warn 1 rule is blind: .*usual.*: ABC$/],
    },
  ]
  for (const { name, texts, finds } of cases) {
    test(name, () => {
      const lines = found(texts, { lists: [['usual', []]] })
      assert.equal(lines.length, finds.length, lines.join('\n'))
      for (const [index, line] of lines.entries()) assert.match(line, finds[index] ?? /^$/)
    })
  }

  test('a name that no rule has', () => {
    const lines = found([rule('A', 'cloudtrail', 'eventName')], { disable: ['hello'] })
    assert.deepEqual(lines, ['ok 1 rule on', 'warn no rule is called hello'])
  })

  test('the rules that come with Tocsin have nothing wrong, and say which lists they need', async () => {
    const lists = ['usual_regions', 'own_accounts', 'break_glass_users'].map((name): [string, string[]] => [name, []])
    const ruleSet = loadRuleSet(await readRuleFiles([BUILTIN_RULES]), {
      lists: new Map(lists),
      disable: [],
      levels: {},
    })
    const findings = checkRules(ruleSet, buildEngine(ruleSet))
    assert.deepEqual(
      findings.filter(({ level }) => level === 'fail'),
      [],
    )
    for (const name of ['usual_regions', 'break_glass_users'])
      assert.ok(
        findings.some(({ level, what }) => level === 'warn' && what.includes(name)),
        name,
      )
  })
})
