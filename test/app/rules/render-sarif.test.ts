import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderSarif } from '../../../services/app/rules/render-sarif.ts'
import { PROBLEM_CODES } from '../../../services/sigma/problem-codes.ts'
import type { RuleProblem } from '../../../services/sigma/types.ts'

const PROBLEM: RuleProblem = {
  severity: 'warning',
  code: 'base64-case',
  file: 'rules/a rule.yml',
  line: 7,
  column: 5,
  message: 'a\u001B[31m is wrong',
  hint: 'write b',
}

const log = (problem: RuleProblem): unknown => JSON.parse(renderSarif([problem], '/home/someone/project', '1.2.3'))

describe('a SARIF log', () => {
  it('has what version 2.1.0 asks for: tool, rules, results with place and level', () => {
    assert.deepEqual(log(PROBLEM), {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Tocsin',
              version: '1.2.3',
              rules: Object.entries(PROBLEM_CODES).map(([id, text]) => ({ id, shortDescription: { text } })),
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'base64-case',
              ruleIndex: Object.keys(PROBLEM_CODES).indexOf('base64-case'),
              level: 'warning',
              message: { text: 'a\\x1b[31m is wrong. What to do: write b' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'rules/a%20rule.yml', uriBaseId: '%SRCROOT%' },
                    region: { startLine: 7, startColumn: 5 },
                  },
                },
              ],
            },
          ],
        },
      ],
    })
  })

  for (const [name, file, uri] of [
    ['inside the folder, absolute', '/home/someone/project/x/y.yml', 'x/y.yml'],
    ['outside of it', '/home/someone/y.yml', '../y.yml'],
    ['with signs that mean something in addresses', 'a?b#c%.yml', 'a%3Fb%23c%25.yml'],
  ] as const) {
    it(`has relative addresses: ${name}`, () => {
      assert.ok(JSON.stringify(log({ ...PROBLEM, file })).includes(`"uri":"${uri}"`))
    })
  }
})

describe('the codes of problems', () => {
  it('are words that can be typed', () => {
    for (const code of Object.keys(PROBLEM_CODES)) assert.match(code, /^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  })
})
