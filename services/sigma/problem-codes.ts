/**
 * The kinds of problem that a rule file can have, each with what it means. A code is a contract: reviews and dashboards match
 * on it (`rules check --json`, `--sarif`), so codes are added, never renamed.
 */
export const PROBLEM_CODES = {
  'yaml-syntax': 'the file is not YAML',
  'yaml-refused':
    'YAML that is not read in rule files: tags, merge keys, keys that stand twice, too many or too deep values',
  'document-kind': 'the document is no rule, correlation or filter',
  'legacy-collection': 'a collection (“action”), which Sigma 2 does not have',
  title: 'the title is missing or too long',
  'id-form': 'the id is no UUID',
  'id-taken': 'another document has the same id or name',
  name: 'the name cannot be one',
  status: 'the status is none of Sigma’s',
  level: 'the level is none of Sigma’s',
  taxonomy: 'the names of the fields are foreign',
  version: 'the version of the format is none that can be read',
  'log-source': 'the log source is missing or cannot be one',
  'log-source-case': 'a log source with capital letters',
  handling: 'the “tocsin” map has something that does not belong there',
  tests: 'a test of the rule cannot be read',
  detection: 'the detection or one of its search identifiers cannot be read',
  condition: 'the condition cannot be read',
  aggregation: 'an aggregation of Sigma 1, which is a correlation now',
  'identifier-unused': 'a search identifier that the condition never uses',
  'identifier-name': 'a search identifier that a condition can hardly name',
  'field-name': 'something that cannot be the name of a field',
  'field-dead': 'a field that the log never has',
  'array-scope': 'a condition on the elements of an array that cannot be read',
  modifier: 'there is no such modifier',
  value: 'a value or what its modifiers make of it',
  'list-unknown': 'a watch list that does not exist',
  'list-missing': '“expand” without a watch list in the value',
  'base64-case': 'base64 that is compared without case',
  'all-single': '“all” with one value',
  'null-in-list': 'null among other values',
  correlation: 'the correlation cannot be read',
  'correlation-condition': 'the condition of a correlation cannot be read, or can never hold',
  timespan: 'a span of time that cannot be read or is out of bounds',
  'group-by': '“group-by” is missing or cannot be read',
  alias: 'an alias of a correlation cannot be read or is of no use',
  'reference-unknown': 'a rule that is referred to does not exist',
  'reference-refused': 'a rule that is referred to was refused',
  'reference-cycle': 'correlations that refer to each other in a circle, or too deep',
  filter: 'the filter cannot be read',
  'filter-not-negative': 'a filter whose condition would not take away but pick out',
  'filter-expires': 'a filter that has run out, or never will',
  'filter-idle': 'a filter that takes nothing away',
} as const

/** One of {@link PROBLEM_CODES}. */
export type ProblemCode = keyof typeof PROBLEM_CODES
