import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../architecture/source-files.ts'

/** Runs a command line tool of this workspace to its end and gives what it printed. Rejects with that text when the tool is not content. */
export function runTool(name: string, args: readonly string[], folder: string): Promise<string> {
  const places = ['test/node_modules/.bin', 'node_modules/.bin'].map((place) => join(root, place, name))
  const program = places.find((place) => existsSync(place)) ?? name
  return run(program, args, folder)
}

/** Runs a program to its end and gives what it printed. Rejects with that text when it ends with another code than 0. */
export function run(program: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', npm_config_loglevel: 'error' },
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += String(data)))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(printed)
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${printed}`))
    })
  })
}
