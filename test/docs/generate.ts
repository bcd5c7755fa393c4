import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readFiles, root } from '../architecture/source-files.ts'
import type { SampleFile } from './samples.ts'

/** Where samples become files; not committed. Below `test`, so that they resolve every package of the workspace. */
export const folder: string = join(root, 'test/docs/generated')

/** The way from there to the root of the workspace. */
export const up = '../../..'

/** A module below the folder that loads each sample for a page by its path: Vite follows only what it can read. */
export const pageLoaders = 'page-loaders.ts'

/** Writes the files and removes those of samples that are gone. What is unchanged stays, for a run beside this one. */
export function generate(samples: readonly SampleFile[]): void {
  const inPage = samples.filter(({ sample }) => sample.runsIn === 'browser').map(({ path }) => `'${path}'`)
  const loaders = inPage.map((path) => `  ${path}: () => import(${path.replace("'", "'./")}),\n`)
  const files = [...samples, { path: pageLoaders, text: `export const load = {\n${loaders.join('')}}\n` }]
  const wanted = new Set(files.map(({ path }) => `test/docs/generated/${path}`))
  for (const path of readFiles('test/docs/generated', () => true).keys()) {
    if (!wanted.has(path)) rmSync(join(root, path), { force: true })
  }
  for (const { path, text } of files) {
    const file = join(folder, path)
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** What the compiler says, by path as in {@link SampleFile}. Errors of the packages themselves are not the samples' business. */
export async function compile(): Promise<ReadonlyMap<string, readonly string[]>> {
  const output = await new Promise<string>((resolve, reject) => {
    const tsc = spawn(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'test/docs/tsconfig.json', '--pretty', 'false'],
      {
        cwd: root,
      },
    )
    let text = ''
    tsc.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    tsc.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    tsc.once('error', reject)
    tsc.once('close', () => resolve(text))
  })
  const errors = new Map<string, string[]>()
  // An error begins at the left and goes on indented.
  for (const error of output.split(/\n(?=\S)/)) {
    const [, path, rest] = /^test\/docs\/generated\/(.+?)(\(\d+,\d+\): error [^]*)$/.exec(error.trim()) ?? []
    if (path === undefined || rest === undefined) {
      if (error.startsWith('error TS')) throw new Error(error)
      continue
    }
    errors.set(path, [...(errors.get(path) ?? []), rest])
  }
  return errors
}
