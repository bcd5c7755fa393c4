import { describe, expect, test } from 'vitest'
import { switchTable } from '@holdfast/emulator'
import { isTest, readFiles } from '../architecture/source-files.ts'
import { fullName, testTitles } from '../architecture/test-titles.ts'
import { complaintsAbout, factsOf, type NamedTest } from './fidelity.ts'

const tablePath = 'packages/emulator/FIDELITY.md'
const table = readFiles('packages/emulator', (path) => path === tablePath).get(tablePath) ?? ''

const named: readonly NamedTest[] = [
  ...readFiles('packages/emulator/src', isTest),
  ...readFiles('test/conformance', isTest),
].flatMap(([path, text]) =>
  testTitles(path, text).map((title) => ({
    file: nameOf(path),
    name: fullName(title),
    group: title.groups.join(' '),
  })),
)

describe('the fidelity table', () => {
  test('is read: it has facts in every section', () => {
    const sections = factsOf(table).map(({ section }) => section.charAt(0))
    expect([...new Set(sections)]).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  })

  test('names tests and switches that exist for every fact, and every switch', () => {
    expect(complaintsAbout(factsOf(table), named, Object.keys(switchTable))).toEqual([])
  })
})

describe('a fact', () => {
  const tests: readonly NamedTest[] = [
    { file: 'objects', name: 'create answers 201', group: 'create' },
    { file: 'objects', name: 'create answers 409', group: 'create' },
    { file: 'objects', name: 'get answers', group: 'get' },
  ]

  test.each([
    ['with its test', '| a | yes | `objects: get` |', []],
    ['with its switch', '| a | switch `cors` | `objects: get` |', []],
    ['with a group of tests', '| a | yes | `objects: create` |', []],
    ['that is not, with a reason', '| a | not: HubSpot has it in its pages only | |', ['1.1 "a": is behaviour']],
    ['with a group of tests', '| a | yes | `objects: create` |', []],
    ['that is not, without', '| a | not | |', ['1.1 "a": says neither']],
    ['without a test', '| a | yes | |', ['1.1 "a": names no test']],
    ['with a test nobody has', '| a | yes | `objects: list` |', ['1.1 "a": no test of objects begins with "list"']],
    ['with a file nobody has', '| a | yes | `boats: list` |', ['1.1 "a": no test of boats begins with "list"']],
    [
      'with two tests meant',
      '| a | yes | `objects: create answers` |',
      ['1.1 "a": several tests of objects begin with'],
    ],
    ['with a switch nobody has', '| a | switch `x` | `objects: get` |', ['1.1 "a": there is no switch x']],
  ])('%s is judged rightly', (_name, row, expected) => {
    const complaints = complaintsAbout(factsOf(planted('1.1', row, 'cors')), tests, ['cors'])
    expect(complaints).toEqual(expected.map((each) => expect.stringContaining(each)))
  })

  test('of webhooks may be missing for a reason', () => {
    const facts = factsOf(planted('6.2', '| a | not: HubSpot has it in its pages only | |', 'cors'))
    expect(complaintsAbout(facts, tests, ['cors'])).toEqual([])
  })

  test('must name every switch', () => {
    const facts = factsOf(planted('1.1', '| a | yes | `objects: get` |', 'cors'))
    expect(complaintsAbout(facts, tests, ['cors', 'nullsLast'])).toEqual(['the switch nullsLast is in no row.'])
  })
})

function planted(section: string, row: string, switchName: string): string {
  const rows = ['| fact | here | test |', '|---|---|---|', row, `| b | switch \`${switchName}\` | \`objects: get\` |`]
  return `# F\n\n### ${section} Planted\n\n${rows.join('\n')}\n`
}

// Rooms are left out, so that moving a file between them leaves the table true.
function nameOf(path: string): string {
  return path.replace(/^packages\/emulator\/src\/(.*\/)?|^test\/|\.test\.ts$/g, '')
}
