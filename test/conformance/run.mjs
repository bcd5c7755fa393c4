// `pnpm conformance`: whether the emulator is true, as far as the official client, its models, the documented facts and fuzz can tell.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-conformance-'))
const report = join(folder, 'vitest.json')
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config=vitest.workspace.ts',
    '--project=node',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    'test/conformance',
    'packages/emulator',
  ],
  { cwd: root, stdio: 'inherit' },
)
const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
rmSync(folder, { recursive: true })

/** @type {readonly string[]} */
const names = testResults.flatMap(
  (/** @type {{ assertionResults: readonly { fullName: string }[] }} */ { assertionResults }) =>
    assertionResults.map(({ fullName }) => fullName),
)
const driven = names.flatMap((name) => /^drives '?([\w.]+)'? in (\w+) mode$/.exec(name)?.slice(1) ?? [])
const methods = new Set(driven.filter((_, index) => index % 2 === 0)).size
const modes = [...new Set(driven.filter((_, index) => index % 2 === 1))].join(' and ')
console.log(
  `\nconformance: ${methods} methods of the official client driven (${modes}), ${numPassedTests} passed, ${numFailedTests} failed`,
)
process.exitCode = status ?? 1
