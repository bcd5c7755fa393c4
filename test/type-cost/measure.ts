import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Program } from './programs.ts'

/** What checking a program took. */
export interface Cost {
  readonly instantiations: number
  readonly checkSeconds: number
  /** What the compiler objected to; a program that does not compile was not measured. */
  readonly errors: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
// Beside this file, so that packages resolve as they do for a test.
const generated = fileURLToPath(new URL('generated', import.meta.url))

/** Checks a program by the workspace's own compiler and counts. The same program always takes the same number of instantiations; time is the machine's. */
export async function measure(name: string, program: Program): Promise<Cost> {
  const folder = join(generated, name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [file, text] of Object.entries(program)) await writeFile(join(folder, file), text)
  const config = {
    extends: '../../../tsconfig.json',
    compilerOptions: { types: [], lib: ['es2023'] },
    include: ['*.ts'],
    exclude: [],
    references: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const output = await check(folder)
  const figure = (label: string): number => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(output)?.[1] ?? NaN)
  return {
    instantiations: figure('Instantiations'),
    checkSeconds: figure('Check time'),
    errors: output.split('\n').filter((line) => line.includes('error TS')),
  }
}

// One thread: several check in parallel, and what each instantiates for itself is counted as often.
async function check(folder: string): Promise<string> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const args = [compiler, '-p', folder, '--noEmit', '--extendedDiagnostics', '--singleThreaded']
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64e6 }).catch(
    (failure: unknown) => failure as { stdout: string },
  )
  return stdout
}
