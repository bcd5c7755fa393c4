import { describe, expect, test } from 'vitest'
import { definedRules, ruleViolations, testedRules } from './architecture/rules.ts'
import { isTest, readFiles } from './architecture/source-files.ts'

// Every rule has an id, every id a test whose name begins with it.

const readmes = readFiles('', (path) => /(^|\/)README\.md$/.test(path))
const tests = readFiles('', isTest)

describe('this workspace', () => {
  test('is read: its tests are found, with names in them', () => {
    expect(tests.has('test/rules.test.ts')).toBe(true)
    expect([...tests.keys()].filter((path) => path.startsWith('packages/')).length).toBeGreaterThan(0)
  })

  test('tests every rule it writes down, and writes down every rule it tests', () => {
    expect(ruleViolations(definedRules(readmes), testedRules(tests))).toEqual([])
  })
})

describe('a rule', () => {
  test.each([
    ['in a list', '- **[Q1]** Order is total.', ['Q1']],
    ['in a table', '| **[O12]** | sent in order |', ['O12']],
    ['two in a row', '**[P1]** and **[P2]**', ['P1', 'P2']],
    ['only referred to', 'as [Q1] says', []],
    ['in a code sample', '```md\n- **[Q1]** x\n```', []],
    ['after a code sample', '```ts\nconst a = 1\n```\n- **[Q1]** x', ['Q1']],
  ])('is defined by bold brackets: %s', (_name, text, ids) => {
    expect(definedRules(new Map([['README.md', text]])).map(({ id }) => id)).toEqual(ids)
  })

  test.each([
    ['a plain test', "test('[Q1] order is total', () => {})", ['Q1']],
    ['several at once', 'test("[Q1] [S2] order", () => {})', ['Q1', 'S2']],
    ['a table', "test.each([[1]])('[Q1] %s', () => {})", ['Q1']],
    ['a tagged table', 'test.each`a ${1}`("[Q1] $a", () => {})', ['Q1']],
    ['a template', 'test(`[Q1] ${name}`, () => {})', ['Q1']],
    ['a type test', "it('[Q1] x', () => {})", ['Q1']],
    ['a group of tests', "describe('[Q1] order', () => { test('is total', () => {}) })", ['Q1']],
    ['a group without tests', "describe('[Q1] order', () => {})", []],
    ['not first in the name', "test('order is total [Q1]', () => {})", []],
    ['not a test', "log('[Q1] x')", []],
    ['in a comment', "// test('[Q1] x')", []],
  ])('is tested by a test whose name begins with it: %s', (_name, text, ids) => {
    expect(testedRules(new Map([['a.test.ts', text]])).map(({ id }) => id)).toEqual(ids)
  })

  const rule = { id: 'Q1', path: 'README.md' }
  const itsTest = { id: 'Q1', path: 'a.test.ts' }

  test.each([
    ['without a test', [rule], [], "no test's name begins with [Q1]"],
    ['tested and nowhere written down', [], [itsTest], 'no README defines **[Q1]**'],
    ['written down twice', [rule, { ...rule, path: 'b/README.md' }], [itsTest], 'already a rule of README.md'],
  ])('is a violation: %s', (_name, defined, tested, message) => {
    expect(ruleViolations(defined, tested)).toEqual([expect.stringContaining(message)])
  })

  test('is no violation when both agree', () => {
    expect(ruleViolations([rule], [itsTest, itsTest])).toEqual([])
  })
})
