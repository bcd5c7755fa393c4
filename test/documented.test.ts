import { describe, expect, test } from 'vitest'
import { isSource, readFiles } from './architecture/source-files.ts'

// Whoever may import a name may read what it is, beside it.

const sources = readFiles('packages', isSource)

describe('every export', () => {
  test('of this workspace says what it is', () => {
    expect(sources.size).toBeGreaterThan(100)
    expect([...sources].flatMap(([path, text]) => undocumented(path, text))).toEqual([])
  })

  test.each([
    ['a bare function', 'export function f() {}', ['a.ts:1']],
    ['a documented one', '/** Does it. */\nexport function f() {}', []],
    ['an empty comment', '/** */\nexport const a = 1', ['a.ts:2']],
    ['a plain comment', '// Does it.\nexport interface A {}', ['a.ts:2']],
    ['several lines', '/**\n * Does it.\n */\nexport async function f() {}', []],
    ['a re-export', "export { f } from './f.ts'\nexport type { A } from './a.ts'", []],
  ])('is judged rightly: %s', (_name, text, expected) => {
    expect(undocumented('a.ts', text)).toEqual(expected)
  })
})

function undocumented(path: string, text: string): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (!/^export (abstract |async )?(interface|type|function\*?|const|class) +[^{ ]/.test(line)) return []
    const above = lines[at - 1]?.trim() ?? ''
    return above.endsWith('*/') && above !== '/** */' ? [] : [`${path}:${at + 1}`]
  })
}
