// All that a change must pass, the cheapest refusal first. Ends with one line: `N passed, N failed, N skipped`.
// With arguments only the tests run, and the arguments go to Vitest: `SEED=7 npm test -- search -t Q3`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const report = `${root}test/results/vitest.json`
const args = process.argv.slice(2)
// Something that hangs must end here and say so, rather than be cut off with the machine.
const deadlineMs = performance.now() + 19 * 60_000

/** @typedef {{ name: string, when: boolean, run: () => boolean }} Stage */
/** @type {Stage[]} */
const stages = [
  { name: 'lock file', when: args.length === 0, run: lockFile },
  { name: 'types', when: args.length === 0, run: types },
  { name: 'style', when: args.length === 0, run: style },
  {
    name: 'playground build',
    when: needsPlayground(),
    run: () => command('pnpm', '--filter', '@holdfast/playground', 'run', 'build'),
  },
  { name: 'tests', when: true, run: tests },
]

rmSync(report, { force: true })
const passed = stages.filter(({ when }) => when).every(passes)
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = results()
// A stage before the tests, a file that cannot be loaded, an unhandled error: failures without a test to count.
const failed = passed ? numFailedTests : Math.max(numFailedTests, 1)
console.log(`\n${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`)
process.exitCode = passed ? 0 : 1

/** @param {Stage} stage */
function passes({ name, run }) {
  console.log(`\n# ${name}`)
  const begin = performance.now()
  const ok = run()
  console.log(`# ${name}: ${ok ? 'ok' : 'FAILED'} in ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  return ok
}

/** The lock file names no host and no tarball: whoever installs decides where packages come from. */
function lockFile() {
  const named = readFileSync(`${root}pnpm-lock.yaml`, 'utf8')
    .split('\n')
    .flatMap((line, index) => (/https?:\/\/|tarball:/.test(line) ? [index + 1] : []))
  if (named.length > 0) console.error(`pnpm-lock.yaml names a host or a tarball in line ${named.join(', ')}.`)
  return named.length === 0
}

/** Packages first: tests see what they declare. The playground checks itself when it is built. */
function types() {
  return command('tsc', '-b') && command('tsc', '-p', 'test/tsconfig.json')
}

function style() {
  return command('oxlint', '--deny-warnings', '.') && command('oxfmt', '--check', '.')
}

/** The end-to-end tests drive the page as it would be served. */
function needsPlayground() {
  if (args.length > 0 && !args.some((arg) => arg.includes('e2e'))) return false
  if (!existsSync(`${root}playground/package.json`)) return false
  return JSON.parse(readFileSync(`${root}playground/package.json`, 'utf8')).scripts?.build !== undefined
}

function tests() {
  mkdirSync(`${root}test/results`, { recursive: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return command('vitest', 'run', '--config', 'vitest.workspace.ts', ...reporters, ...args)
}

/** @returns {Record<string, number>} */
function results() {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
}

/**
 * @param {string} name
 * @param {string[]} rest
 */
function command(name, ...rest) {
  const { status, signal, error } = spawnSync(name, rest, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    timeout: Math.max(1, Math.round(deadlineMs - performance.now())),
    env: {
      ...process.env,
      PATH: `${root}node_modules/.bin${delimiter}${process.env.PATH ?? ''}`,
      npm_config_loglevel: 'error',
    },
  })
  if (error !== undefined || signal !== null) console.error(`${name} did not end: ${error?.message ?? signal}`)
  return status === 0
}
