// `pnpm oracle --cases 1000000 --seed 7`: the oracle with as many cases as there is time for.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { cases: { type: 'string', default: '20000' }, seed: { type: 'string', default: '20261124' } },
})
const root = fileURLToPath(new URL('../../', import.meta.url))
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const args = ['run', '--config', 'vitest.workspace.ts', '--project', 'node', 'test/oracle/oracle.test.ts']
const { status } = spawnSync(process.execPath, [vitest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ORACLE_CASES: values.cases, SEED: values.seed },
})
process.exitCode = status ?? 1
