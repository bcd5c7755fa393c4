/** One row of the fidelity table. */
export interface Fact {
  /** `1.2` */
  readonly section: string
  readonly fact: string
  /** yes, a switch, or not with a reason. */
  readonly here: string
  readonly tests: readonly { readonly file: string; readonly begins: string }[]
}

/** A test by the name the table gives its file, with its full name and that of the group it stands in. */
export interface NamedTest {
  readonly file: string
  readonly name: string
  readonly group: string
}

/** The rows of a fidelity table in Markdown. */
export function factsOf(markdown: string): readonly Fact[] {
  let section = ''
  return markdown.split('\n').flatMap((line) => {
    section = /^#{2,3} (\d+(\.\d+)?) /.exec(line)?.[1] ?? section
    const [, fact, here, tests] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    if (fact === undefined || here === undefined || tests === undefined) return []
    if (fact === 'fact' || fact.startsWith('---')) return []
    return [{ section, fact, here, tests: codeIn(tests).map(testNamed) }]
  })
}

/** What is wrong with the rows, one sentence each. */
export function complaintsAbout(
  facts: readonly Fact[],
  tests: readonly NamedTest[],
  switches: readonly string[],
): readonly string[] {
  const named = new Set(facts.flatMap(({ here }) => codeIn(here)))
  const unnamed = switches.filter((name) => !named.has(name)).map((name) => `the switch ${name} is in no row.`)
  const wrong = facts.flatMap((fact) => {
    const about = `${fact.section} "${fact.fact}":`
    return [...statusComplaints(fact, switches), ...testComplaints(fact, tests)].map((each) => `${about} ${each}.`)
  })
  return [...unnamed, ...wrong]
}

function statusComplaints({ section, here, tests }: Fact, switches: readonly string[]): readonly string[] {
  if (/^not: \S/.test(here))
    return /^[1-5]/.test(section) ? ['is behaviour that a data layer meets, so it must be here'] : []
  if (here !== 'yes' && !here.startsWith('switch `')) return ['says neither yes nor switch nor "not: reason"']
  const unknown = codeIn(here).filter((name) => !switches.includes(name))
  return [...unknown.map((name) => `there is no switch ${name}`), ...(tests.length === 0 ? ['names no test'] : [])]
}

function testComplaints({ tests }: Fact, known: readonly NamedTest[]): readonly string[] {
  return tests.flatMap(({ file, begins }) => {
    const meant = known.filter((each) => each.file === file && each.name.startsWith(begins))
    if (meant.length === 0) return [`no test of ${file} begins with "${begins}"`]
    const isGroup = meant.some(({ group }) => group === begins)
    return meant.length === 1 || isGroup ? [] : [`several tests of ${file} begin with "${begins}"`]
  })
}

function testNamed(text: string): { readonly file: string; readonly begins: string } {
  const [file = '', begins = ''] = text.split(/: (.*)/s)
  return { file, begins }
}

function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
