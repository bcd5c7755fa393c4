import type { Files } from './source-files.ts'
import { testTitles } from './test-titles.ts'

/** Where a rule is written down or tested: its id and the file. */
export interface Mention {
  readonly id: string
  readonly path: string
}

/**
 * Rules written down: `**[Q3]**` in a README defines rule Q3, outside of code. `[Q3]` without the stars only refers to it.
 */
export function definedRules(readmes: Files): readonly Mention[] {
  return [...readmes].flatMap(([path, text]) => {
    const prose = text.replace(/^(```|~~~)[^]*?^\1/gm, '')
    return [...prose.matchAll(/\*\*\[([A-Z]{1,3}\d+)\]\*\*/g)].flatMap(([, id]) =>
      id === undefined ? [] : [{ id, path }],
    )
  })
}

/** Rules tested: the ids a title begins with: `test('[Q3] …')`, `test('[Q3] [S1] …')`, or a `describe('[Q3] …')` with a test in it. */
export function testedRules(tests: Files): readonly Mention[] {
  return [...tests].flatMap(([path, text]) =>
    testTitles(path, text)
      .flatMap(({ groups, title }) => [...groups, title])
      .flatMap((title) => {
        const [ids = ''] = /^(\[[A-Z]{1,3}\d+\]\s*)+/.exec(title) ?? []
        return [...ids.matchAll(/[A-Z]+\d+/g)].map(([id]) => ({ id, path }))
      }),
  )
}

/** What is wrong between the two, one sentence each. */
export function ruleViolations(defined: readonly Mention[], tested: readonly Mention[]): readonly string[] {
  const known = new Map<string, string>()
  const violations: string[] = []
  for (const { id, path } of defined) {
    const before = known.get(id)
    if (before !== undefined) violations.push(`${path}: [${id}] is already a rule of ${before}.`)
    known.set(id, path)
  }
  const held = new Set(tested.map(({ id }) => id))
  for (const [id, path] of known) {
    if (!held.has(id)) violations.push(`${path}: no test's name begins with [${id}].`)
  }
  for (const { id, path } of tested) {
    if (!known.has(id)) violations.push(`${path}: a test is about [${id}], and no README defines **[${id}]**.`)
  }
  return [...new Set(violations)]
}
