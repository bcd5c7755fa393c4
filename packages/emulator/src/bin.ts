#!/usr/bin/env node
import { runCommand } from './command/index.ts'

const running = await runCommand(process.argv.slice(2), {
  line: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(text),
})
if (typeof running === 'number') process.exitCode = running
else
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void running.stop().then(() => process.exit(0), failed))

function failed(error: unknown): never {
  process.stderr.write(`The state was not saved: ${String(error)}\n`)
  process.exit(1)
}
