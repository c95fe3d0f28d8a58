import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, parseQuery } from '../../../services/app/query/parse-query.ts'
import { isQueryError } from '../../../services/app/query/query-error.ts'
import { match } from './tree.ts'

const NOW = Date.parse('2026-03-14T08:17:45.123Z')

describe('a hostile query', () => {
  const deep = 10_000
  const hostile: readonly { readonly name: string; readonly text: string; readonly position: number }[] = [
    { name: 'parentheses', text: '('.repeat(deep) + 'a' + ')'.repeat(deep), position: MAX_QUERY_DEPTH },
    { name: 'parentheses in a list', text: 'x:' + '('.repeat(deep), position: 2 + MAX_QUERY_DEPTH },
    { name: 'not', text: 'not '.repeat(deep) + 'a', position: 4 * MAX_QUERY_DEPTH },
    { name: 'a field name', text: 'a.'.repeat(300) + 'b:c', position: 0 },
    { name: 'length', text: 'a'.repeat(MAX_QUERY_LENGTH + 1), position: MAX_QUERY_LENGTH },
  ]
  for (const { name, text, position } of hostile) {
    test(`cannot go too far: ${name}`, () => {
      const error = parseQuery(text, NOW)
      assert.ok(isQueryError(error))
      assert.equal(error.position, position)
    })
  }

  test('may use all of the depth', () => {
    const text = '('.repeat(MAX_QUERY_DEPTH) + 'a' + ')'.repeat(MAX_QUERY_DEPTH)
    assert.deepEqual(parseQuery(text, NOW), match(null, 'a'))
  })

  const long = 50_000
  const slow: readonly { readonly name: string; readonly text: string }[] = [
    {
      name: 'a long list',
      text: `source.ip:(${Array.from({ length: long }, (_, n) => `198.51.100.${n}`).join(' or ')})`,
    },
    { name: 'stars', text: 'x:' + '*?'.repeat(long) },
    { name: 'backslashes', text: '\\'.repeat(2 * long) },
    { name: 'open quotes', text: 'a "'.repeat(long) },
    { name: 'colons', text: ':'.repeat(long) },
    { name: 'one word', text: 'x:' + 'a'.repeat(10 * long) },
    { name: 'times', text: '@timestamp:' + 'now-1d'.repeat(long) },
    { name: 'digits', text: 'source.ip:' + '1.'.repeat(long) },
    { name: 'dots in a field', text: 'a.'.repeat(10 * long) + 'b:c' },
    { name: 'dots before a minus', text: `-${'aws.'.repeat(10 * long)}=:c` },
  ]
  for (const { name, text } of slow) {
    test(`is answered at once: ${name}`, () => {
      const start = performance.now()
      parseQuery(text, NOW)
      assert.ok(performance.now() - start < 2000, `${text.length} characters took ${performance.now() - start} ms`)
    })
  }
})
