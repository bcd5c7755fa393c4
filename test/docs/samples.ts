import { posix } from 'node:path'
import { parseSync } from 'vite'

/** A code sample of a README or a doc comment, as it stands there. */
export interface Sample {
  /** The file it stands in, relative to the root of the workspace. */
  readonly source: string
  /** The line of its first line of code, from 1. */
  readonly line: number
  readonly language: 'ts' | 'tsx'
  /**
   * What it is run in: Node, or for ` ```ts browser ` a page that has a HubSpot account at `/crm`. Null for ` ```ts no-run `,
   * which is compiled only.
   */
  readonly runsIn: 'node' | 'browser' | null
  readonly code: string
}

/**
 * The ` ```ts ` and ` ```tsx ` fences of a Markdown file; other languages are none of ours.
 *
 * Throws when a fence carries a word other than `browser` and `no-run`, so that a misspelt one does not pass for a sample that runs.
 */
export function samplesOfMarkdown(source: string, text: string): readonly Sample[] {
  const samples: Sample[] = []
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', fence, language, words = ''] = /^(\s*)(`{3,})(\S*)\s*(.*?)\s*$/.exec(lines[at] ?? '') ?? []
    if (fence === undefined) continue
    const begin = at + 1
    do at++
    while (at < lines.length && (lines[at] ?? '').trim() !== fence)
    if (language !== 'ts' && language !== 'tsx') continue
    const runsIn = runtimeByWords.get(words)
    if (runsIn === undefined) throw new Error(`${source}:${begin}: unknown word "${words}" after the fence.`)
    const code = lines
      .slice(begin, at)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    samples.push({ source, line: begin + 1, language, runsIn, code: `${code.join('\n')}\n` })
  }
  return samples
}

const runtimeByWords: ReadonlyMap<string, Sample['runsIn']> = new Map([
  ['', 'node'],
  ['browser', 'browser'],
  ['no-run', null],
])

/** The same fences in the doc comments of a source file. */
export function samplesOfComments(source: string, text: string): readonly Sample[] {
  return [...text.matchAll(/\/\*\*[^]*?\*\//g)].flatMap((comment) => {
    const before = text.slice(0, comment.index).split('\n').length - 1
    const prose = comment[0].replace(/\s*\*\/$/, '').replace(/^\s*\/?\*+ ?/gm, '')
    return samplesOfMarkdown(source, prose).map((sample) => ({ ...sample, line: sample.line + before }))
  })
}

/** A sample as a module of its own. */
export interface SampleFile {
  readonly sample: Sample
  /** Relative to the folder of generated files. */
  readonly path: string
  /** The code on the lines it has in its source, so that an error names the line to look at. */
  readonly text: string
}

/**
 * Files for samples. One that begins with the comment `// crm.schema.ts` is called so, and later samples of the same source
 * can import it; every other relative import is meant from where the sample stands.
 */
export function sampleFiles(samples: readonly Sample[], up: string): readonly SampleFile[] {
  const paths = samples.map((sample) => posix.join(folderOf(sample), nameOf(sample)))
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined) throw new Error(`Two samples are called ${twice}.`)
  return samples.map((sample, index) => {
    const path = paths[index] ?? ''
    const code = withImports(sample, path, (specifier) => {
      if (paths.includes(posix.join(posix.dirname(path), specifier))) return specifier
      const back = posix.relative(posix.dirname(path), '.')
      return posix.join(back, up, posix.dirname(sample.source), specifier)
    })
    return { sample, path, text: '\n'.repeat(sample.line - 1) + code }
  })
}

function folderOf({ source }: Sample): string {
  return source
    .replace(/\.[a-z]+$/i, '')
    .replaceAll('/', '-')
    .toLowerCase()
}

function nameOf({ code, line, language }: Sample): string {
  const [, name] = /^\/\/ ([\w.-]+\.tsx?)(?=:|$)/m.exec(code.split('\n', 1)[0] ?? '') ?? []
  return name ?? `line-${line}.${language}`
}

function withImports({ code }: Sample, path: string, rewrite: (specifier: string) => string): string {
  const { module, errors } = parseSync(path, code)
  // The compiler says what is wrong, in the words people know.
  if (errors.length > 0) return code
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ].toSorted((a, b) => b.start - a.start)
  return requests.reduce((text, { start, end }) => {
    const specifier = text.slice(start + 1, end - 1)
    return specifier.startsWith('.') ? `${text.slice(0, start + 1)}${rewrite(specifier)}${text.slice(end - 1)}` : text
  }, code)
}
