import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { RuleSet, StatefulRule } from '../../../services/sigma/types.ts'
import { loadText, NO_OPTIONS } from '../support/plain-target.ts'
import { correlation, filter, namedRule, stream } from '../support/written-documents.ts'

/** A correlation with a name and a title of its own. */
function named(name: string, rules: string, more = '', document = ''): string {
  const lines = `type: event_count, rules: [${rules}], group-by: [user], timespan: 10m, condition: {gte: 5}${more}`
  return correlation(lines, `name: ${name}\n${document}`).replace('Together', `Many ${name}`)
}

function messages({ problems }: RuleSet): string[] {
  return problems.map(({ file, line, message }) => `${file}:${line} ${message}`)
}

function alerting({ rules, stateful }: RuleSet): string[] {
  return [...rules, ...stateful].filter(({ info }) => info.alerts).map(({ info }) => info.title)
}

function find({ stateful }: RuleSet, title: string): StatefulRule {
  const rule = stateful.find(({ info }) => info.title === title)
  assert.ok(rule)
  return rule
}

describe('references', () => {
  it('are found by id or name, in any order over all files', () => {
    const id = '0B5B1F2E-0000-4000-8000-00000000E001'
    const files = [
      { file: 'top.yml', text: named('top', 'middle') },
      { file: 'middle.yml', text: named('middle', `${id.toLowerCase()}, two`) },
      { file: 'rules.yml', text: stream(namedRule('one', `id: ${id}\n`), namedRule('two')) },
    ]
    for (const order of [files, files.toReversed()]) {
      const set = loadRuleSet(order, NO_OPTIONS)
      assert.deepEqual(messages(set), [])
      assert.deepEqual(
        set.stateful.map(({ info }) => info.title),
        ['Many middle', 'Many top'],
      )
      const two = set.rules.find(({ info }) => info.title === 'Rule two')
      assert.deepEqual(
        find(set, 'Many middle').refs.map((ref) => [ref.id, ref.name]),
        [
          [id, id.toLowerCase()],
          [two?.info.id, 'two'],
        ],
      )
      assert.deepEqual(find(set, 'Many top').refs[0]?.id, find(set, 'Many middle').info.id)
    }
  })

  it('in a circle are refused, with the way round', () => {
    const set = loadText(stream(named('a', 'b'), named('b', 'c'), named('c', 'a'), named('self', 'self')))
    assert.deepEqual(set.stateful, [])
    const [circle] = set.problems.filter(({ code }) => code === 'reference-cycle')
    assert.equal(circle?.message, 'these refer to each other: “Many a” → “Many b” → “Many c” → “Many a”')
    assert.ok(messages(set).some((text) => text.endsWith('“Many self” → “Many self”')))
  })

  it('can be ten deep and no deeper', () => {
    const chain = Array.from({ length: 11 }, (_, index) => named(`c${index + 1}`, index === 0 ? 'one' : `c${index}`))
    for (const order of [chain, chain.toReversed()]) {
      const set = loadText(stream(namedRule('one'), ...order))
      assert.equal(set.stateful.length, 10)
      assert.deepEqual(
        set.problems.map(({ message }) => message),
        ['the chain of correlations is more than 10 long'],
      )
    }
  })

  it('that are very many in a row are refused and not followed for ever', () => {
    const chain = Array.from({ length: 3000 }, (_, index) => named(`c${index}`, `c${index + 1}`))
    assert.deepEqual(loadText(stream(...chain)).stateful, [])
  })

  it('to something that was refused say what to mend first', () => {
    const broken = namedRule('bad', 'level: nonsense\n')
    const set = loadText(stream(broken, named('many', 'bad'), named('more', 'many')))
    assert.deepEqual(set.stateful, [])
    assert.match(messages(set)[1] ?? '', /rule\.yml:11 “bad” was refused: rule\.yml:1 “Rule bad”/)
    assert.match(messages(set)[2] ?? '', /“many” was refused/)
  })

  it('to a filter are refused', () => {
    const text = filter('rules: any, selection: {a: b}, condition: not selection', 'name: less\n')
    assert.match(
      messages(loadText(stream(namedRule('one'), text, named('many', 'less')))).at(-1) ?? '',
      /“less” is a filter/,
    )
  })
})

describe('ids and names', () => {
  const CASES: readonly { name: string; documents: readonly string[]; says: RegExp }[] = [
    {
      name: 'two rules of one name',
      documents: [namedRule('one'), namedRule('one').replace('Rule one', 'Other')],
      says: /the name one is taken: rule\.yml:1 “Rule one” has it/,
    },
    {
      name: 'a correlation with the name of a rule',
      documents: [namedRule('one'), named('one', 'one')],
      says: /the name one is taken/,
    },
    {
      name: 'a filter with the id of a rule',
      documents: [
        namedRule('one', 'id: abc\n'),
        filter('rules: any, selection: {a: b}, condition: not selection', 'id: ABC\n'),
      ],
      says: /the id ABC is taken/,
    },
    {
      name: 'a rule whose name is the id of another',
      documents: [namedRule('one', 'id: two\n'), namedRule('two')],
      says: /the name two is taken/,
    },
  ]
  for (const { name, documents, says } of CASES) {
    it(`are unique: ${name}`, () => {
      const errors = loadText(stream(...documents)).problems.filter(({ severity }) => severity === 'error')
      assert.equal(errors.length, 1)
      assert.match(errors[0]?.message ?? '', says)
      assert.match(errors[0]?.hint ?? '', /give one of them a new/)
    })
  }

  it('of what is refused or switched off are free', () => {
    const documents = [
      namedRule('one', 'level: bad\n'),
      namedRule('one'),
      namedRule('two').replace('Rule two', 'Off'),
      namedRule('two'),
    ]
    const set = loadText(stream(...documents, named('many', 'one, two')), { disable: ['Off'] })
    assert.deepEqual([set.rules.length, find(set, 'Many many').blind], [2, null])
  })
})

describe('a correlation is blind', () => {
  const text = stream(namedRule('one'), named('many', 'one'), named('more', 'many'))

  it('when a rule that it needs is switched off, and so is what stands above it', () => {
    const set = loadText(text, { disable: ['one'] })
    assert.deepEqual(messages(set), [])
    assert.equal(find(set, 'Many many').blind, 'its rule “Rule one” is switched off')
    assert.equal(find(set, 'Many more').blind, 'its rule “Many many” is blind: its rule “Rule one” is switched off')
  })

  it('when a rule that it needs is blind', () => {
    const blind = text.replace('{eventName: CreateUser}', "{'region|expand': '%usual%'}")
    const set = loadText(blind, { lists: new Map([['usual', []]]) })
    assert.equal(find(set, 'Many many').blind, 'its rule “Rule one” is blind: list usual is empty')
  })

  it('or is switched off itself, by id, name or title', () => {
    for (const name of ['many', 'Many many']) {
      const set = loadText(text, { disable: [name] })
      assert.deepEqual(
        set.stateful.map(({ info, blind }) => [info.title, blind]),
        [['Many more', 'its rule “Many many” is switched off']],
      )
    }
  })

  it('has the level that a person gives it', () => {
    const set = loadText(text, { levels: { many: 'critical' } })
    assert.deepEqual([find(set, 'Many many').info.level, set.unknownNames], ['critical', []])
  })
})

describe('a rule that others refer to', () => {
  const CASES: readonly { name: string; documents: readonly string[]; disable?: string; alerts: readonly string[] }[] =
    [
      { name: 'makes no alerts of its own', documents: [named('many', 'one')], alerts: ['Rule two', 'Many many'] },
      {
        name: 'makes them when the correlation generates',
        documents: [named('many', 'one', '', 'generate: true\n')],
        alerts: ['Rule one', 'Rule two', 'Many many'],
      },
      {
        name: 'the same written below “correlation”',
        documents: [named('many', 'one', ', generate: true')],
        alerts: ['Rule one', 'Rule two', 'Many many'],
      },
      {
        name: 'makes them when one of several generates',
        documents: [named('a', 'one'), named('b', 'one', ', generate: true')],
        alerts: ['Rule one', 'Rule two', 'Many a', 'Many b'],
      },
      {
        name: 'is a correlation: the same goes for it',
        documents: [named('a', 'one'), named('b', 'a')],
        alerts: ['Rule two', 'Many b'],
      },
      {
        name: 'stays silent when the correlation is switched off',
        documents: [named('many', 'one')],
        disable: 'many',
        alerts: ['Rule two'],
      },
      {
        name: 'stays silent when the correlation is refused',
        documents: [named('many', 'one').replace('10m', 'x')],
        alerts: ['Rule two'],
      },
    ]
  for (const { name, documents, disable, alerts } of CASES) {
    it(name, () => {
      const set = loadText(stream(namedRule('one'), namedRule('two'), ...documents), {
        disable: disable === undefined ? [] : [disable],
      })
      assert.deepEqual(alerting(set), alerts)
    })
  }
})

describe('fields', () => {
  const values = (lines: string, document: string): string =>
    correlation(lines, document).replace('Together', /name: (\w+)/.exec(document)?.[1] ?? '')
  const LOW = values(
    'type: value_count, rules: [one, two], group-by: [user], timespan: 10m, condition: {gte: 5, field: region}',
    'name: low\n',
  )

  it('of group and condition are read of the rules, nothing else', () => {
    const set = loadText(stream(namedRule('one'), namedRule('two'), namedRule('three'), LOW))
    assert.deepEqual(
      set.rules.map(({ reads }) => reads),
      [['region', 'user'], ['region', 'user'], []],
    )
    assert.deepEqual(find(set, 'low').refs[0]?.fields, { region: 'region', user: 'user' })
    assert.deepEqual(find(set, 'low').carries, [])
  })

  it('go through aliases, rule by rule', () => {
    const aliases = ', aliases: {ip: {one: sourceIPAddress, two: client.address}}'
    const lines = `type: temporal, rules: [one, two], group-by: [ip, user], timespan: 1h${aliases}`
    const set = loadText(stream(namedRule('one'), namedRule('two'), values(lines, 'name: both\n')))
    assert.deepEqual(messages(set), [])
    assert.deepEqual(
      find(set, 'both').refs.map(({ fields }) => fields),
      [
        { ip: 'sourceIPAddress', user: 'user' },
        { ip: 'client.address', user: 'user' },
      ],
    )
    assert.deepEqual(
      set.rules.map(({ reads }) => reads),
      [
        ['sourceIPAddress', 'user'],
        ['client.address', 'user'],
      ],
    )
  })

  it('that a parent needs are carried up the chain, in the words of each', () => {
    const middle = values(
      'type: event_count, rules: [low], group-by: [who], timespan: 1h, condition: {gte: 2}, aliases: {who: {low: user}}',
      'name: middle\n',
    )
    const top = values(
      'type: value_count, rules: [middle], group-by: [who], timespan: 1d, condition: {gte: 2, field: account}',
      'name: top\n',
    )
    const set = loadText(stream(top, middle, LOW, namedRule('one'), namedRule('two')))
    assert.deepEqual(messages(set), [])
    assert.deepEqual(
      set.stateful.map(({ info, carries }) => [info.title, carries]),
      [
        ['low', ['account', 'user']],
        ['middle', ['account', 'who']],
        ['top', []],
      ],
    )
    assert.deepEqual(find(set, 'middle').refs[0]?.fields, { account: 'account', who: 'user' })
    assert.deepEqual(set.rules[0]?.reads, ['account', 'region', 'user'])
  })

  it('behind an alias that nobody uses are a warning', () => {
    const lines =
      'type: event_count, rules: [one], group-by: [user], timespan: 1h, condition: {gte: 2}, aliases: {who: {one: a}}'
    const set = loadText(stream(namedRule('one'), values(lines, 'name: many\n')))
    assert.deepEqual(
      set.problems.map(({ severity, message }) => [severity, message]),
      [['warning', 'the alias “who” is not used']],
    )
    assert.deepEqual(set.rules[0]?.reads, ['user'])
  })
})

describe('the hash of a set', () => {
  const text = stream(namedRule('one'), namedRule('two'), named('many', 'one'))
  const hash = loadText(text).hash

  it('is the same in every order of documents', () => {
    assert.equal(loadText(stream(named('many', 'one'), namedRule('two'), namedRule('one'))).hash, hash)
  })

  for (const [name, other] of [
    ['a correlation', text.replace('gte: 5', 'gte: 6')],
    ['what a correlation refers to', text.replace('rules: [one]', 'rules: [two]')],
    ['a filter', stream(text, filter('rules: [two], selection: {a: b}, condition: not selection'))],
    ['that a rule alerts', text.replace('gte: 5}', 'gte: 5}, generate: true')],
  ] as const) {
    it(`changes with ${name}`, () => assert.notEqual(loadText(other).hash, hash))
  }
})

describe('names that every object inherits', () => {
  it('are names like others', () => {
    const lines =
      'type: value_count, rules: [constructor, __proto__], group-by: [__proto__, toString], timespan: 1h, condition: {gte: 2, field: valueOf}, aliases: {toString: {constructor: hasOwnProperty, __proto__: __proto__}}'
    const set = loadText(stream(namedRule('constructor'), namedRule('__proto__'), correlation(lines)))
    assert.deepEqual(messages(set), [])
    assert.deepEqual(
      set.stateful[0]?.refs.map(({ fields }) => Object.entries(fields)),
      [
        [
          ['__proto__', '__proto__'],
          ['toString', 'hasOwnProperty'],
          ['valueOf', 'valueOf'],
        ],
        [
          ['__proto__', '__proto__'],
          ['toString', '__proto__'],
          ['valueOf', 'valueOf'],
        ],
      ],
    )
    assert.deepEqual(set.rules[0]?.reads, ['__proto__', 'hasOwnProperty', 'valueOf'])
  })
})
