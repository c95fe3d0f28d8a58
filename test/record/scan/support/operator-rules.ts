import { loadRuleSet } from '../../../../services/sigma/load-rule-set.ts'
import type { RuleOptions, SigmaRule } from '../../../../services/sigma/types.ts'
import { NO_OPTIONS, ruleText } from '../../../sigma/support/plain-target.ts'
import type { Vocabulary } from './mutate-record.ts'

const OPTIONS: RuleOptions = { ...NO_OPTIONS, lists: new Map([['words', ['Beta', 'gam*']]]) }

/** One condition each, with nothing else in the rule that could find or miss the record. */
const CONDITIONS: readonly (readonly [name: string, condition: unknown])[] = [
  ['equality', { errorCode: 'alpha' }],
  ['equality with one of several', { 'requestParameters.name': ['alpha', 'Beta'] }],
  ['equality of long integers', { 'requestParameters.size': '9007199254740993' }],
  ['numbers', { 'requestParameters.size': 7 }],
  ['booleans', { readOnly: false }],
  ['the empty text', { errorCode: '' }],
  ['null', { 'requestParameters.name': null }],
  ['null or a text', { errorCode: [null, 'beta'] }],
  ['cased', { 'errorCode|cased': 'Alpha' }],
  ['contains', { 'errorCode|contains': 'lph' }],
  ['contains all', { 'errorCode|contains|all': ['al', 'bet'] }],
  ['contains cased', { 'errorCode|contains|cased': 'BET' }],
  ['contains in objects', { 'requestParameters|contains': 'alpha' }],
  ['startswith', { 'errorCode|startswith': 'alp' }],
  ['endswith', { 'errorCode|endswith': 'bet' }],
  ['a wildcard inside', { errorCode: 'al*b?t' }],
  ['a letter without case in ASCII', { errorCode: 'kelvin' }],
  ['re', { 'errorCode|re': '^al.ha' }],
  ['re i', { 'errorCode|re|i': '^AL.HA$' }],
  ['re m', { 'errorCode|re|m': '^beta$' }],
  ['re s', { 'errorCode|re|s': 'alpha.beta' }],
  ['neq', { 'errorCode|neq': 'alpha' }],
  ['contains neq', { 'requestParameters.name|contains|neq': 'a' }],
  ['cidr', { 'sourceIPAddress|cidr': '198.51.100.0/24' }],
  ['cidr of six', { 'sourceIPAddress|cidr': '2001:db8::/32' }],
  ['exists', { 'requestParameters.name|exists': true }],
  ['exists not', { 'requestParameters.name|exists': false }],
  ['exists in arrays', { 'resources.arn|exists': true }],
  ['lt', { 'requestParameters.size|lt': 7 }],
  ['lte', { 'requestParameters.size|lte': 7 }],
  ['gt', { 'requestParameters.size|gt': 7 }],
  ['gte', { 'requestParameters.size|gte': 7 }],
  ['base64', { 'requestParameters.name|base64': 'alpha' }],
  ['base64offset', { 'requestParameters.name|base64offset|contains': 'alpha' }],
  ['wide base64offset', { 'requestParameters.name|wide|base64offset|contains': 'alpha' }],
  ['utf16le base64', { 'requestParameters.name|utf16le|base64': 'alpha' }],
  ['utf16be base64', { 'requestParameters.name|utf16be|base64': 'alpha' }],
  ['utf16 base64', { 'requestParameters.name|utf16|base64': 'alpha' }],
  ['windash', { 'requestParameters.name|windash|contains': ' -enc' }],
  ['fieldref', { 'errorCode|fieldref': 'requestParameters.name' }],
  ['fieldref contains', { 'errorCode|fieldref|contains': 'requestParameters.name' }],
  ['fieldref startswith', { 'errorCode|fieldref|startswith': 'requestParameters.name' }],
  ['fieldref endswith', { 'errorCode|fieldref|endswith': 'requestParameters.name' }],
  ['expand', { 'errorCode|expand': '%words%' }],
  ['minute', { 'eventTime|minute': 59 }],
  ['hour', { 'eventTime|hour': 23 }],
  ['day', { 'eventTime|day': 28 }],
  ['week', { 'eventTime|week': 9 }],
  ['month', { 'eventTime|month': 2 }],
  ['year', { 'eventTime|year|lt': 2026 }],
  ['keywords', ['alpha-word']],
  ['all keywords', { '|all': ['alpha', 'beta'] }],
  ['arrays on the way', { 'resources.arn': 'alpha' }],
  ['any element', { 'resources[any]': { arn: 'alpha' } }],
  ['all elements', { 'resources[all]': { arn: 'alpha' } }],
  ['all elements or none there', { 'resources[all_or_empty]': { arn: 'alpha' } }],
  ['no element', { 'resources[none]': { arn: 'alpha' } }],
  ['the first element', { 'resources[0].arn': 'alpha' }],
  ['the last element', { 'resources[-1]': { arn: 'beta' } }],
]

/** A rule for each operator in which it is the only condition. Their titles are unique. */
export function operatorRules(): readonly SigmaRule[] {
  const files = CONDITIONS.map(([name, only]) => {
    const version = JSON.stringify(only).includes('[any]') || /\[(all|none|0|-1)/.test(JSON.stringify(only))
    const more = { title: `Only ${name}`, ...(version && { 'sigma-version': 3 }) }
    return { file: `${name}.yml`, text: ruleText({ only, condition: 'only' }, more) }
  })
  const { rules, problems } = loadRuleSet(files, OPTIONS)
  if (rules.length < files.length)
    throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  return rules
}

/** What these rules ask about, to be put into records. */
export const OPERATOR_WORDS: Vocabulary = {
  paths: [
    ...'errorCode errorCode errorCode readOnly sourceIPAddress eventTime resources resources.arn'.split(' '),
    ...'requestParameters.name requestParameters.name requestParameters.name requestParameters.size'.split(' '),
  ].map((path) => path.split('.')),
  names: 'arn name size errorCode resources requestParameters requestParameters.name resources.arn'.split(' '),
  tokens: [
    ...'null true false 0 7 7.5 6 -1 [] {} 9007199254740993 "alpha" "alpha" "Alpha" "ALPHA" "beta" "gamma"'.split(' '),
    ...'"" "alphabet" "ALPHABET" "al-bit" "kelvin" "\u212aelvin" "alpha-word" "198.51.100.7" "2001:db8::7"'.split(' '),
    ...String.raw`"alpha\nbeta" "\u0061lpha" ["alpha","beta"] [{"arn":"alpha"}] [{"arn":["beta"]}]`.split(' '),
    ...'[{"arn":"alpha"},{"arn":"beta"}] {"arn":"alpha"} "2026-02-28T23:59:59Z" "2025-01-01T23:10:00Z"'.split(' '),
    '"x /enc"',
    '"x -enc y"',
    ...['', 'x', 'xx'].map((before) => JSON.stringify(Buffer.from(`${before}alpha`).toString('base64'))),
    ...['', 'xx'].map((before) => JSON.stringify(Buffer.from(`${before}alpha`, 'utf16le').toString('base64'))),
    JSON.stringify(Buffer.from('alpha', 'utf16le').swap16().toString('base64')),
    JSON.stringify(Buffer.from('\ufeffalpha', 'utf16le').toString('base64')),
  ],
}
