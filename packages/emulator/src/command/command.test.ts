import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand, type RunningCommand } from './command.ts'

interface Ran {
  readonly running: RunningCommand | number
  readonly said: string
}

async function run(...argv: readonly string[]): Promise<Ran> {
  let said = ''
  const running = await runCommand(argv, {
    line: (text) => void (said += `${text}\n`),
    note: (text) => void (said += text),
  })
  return { running, said }
}

async function started(...argv: readonly string[]): Promise<RunningCommand & { readonly said: string }> {
  const { running, said } = await run('--port', '0', ...argv)
  if (typeof running === 'number') throw new Error(said)
  return { ...running, said }
}

test('serves an account with demo data, until it is stopped', async () => {
  const { server, said, stop } = await started('--contacts', '20', '--seed', '7')
  const list = `${server.url}/crm/objects/2026-09/contacts?limit=100`
  const answer = await fetch(list, { headers: { authorization: 'Bearer any' } })
  expect(((await answer.json()) as { results: unknown[] }).results).toHaveLength(20)
  expect(said).toBe(`HubSpot emulator at ${server.url}, 20 contacts (seed 7)\n`)
  await stop()
  await expect(fetch(list)).rejects.toThrow(TypeError)
})

test('the mode is drawn by the seed', async () => {
  const [nominal, adversarial] = [
    await started('--contacts', '0'),
    await started('--contacts', '0', '--mode', 'adversarial'),
  ]
  expect(adversarial.server.emulator.switches()).not.toEqual(nominal.server.emulator.switches())
  await Promise.all([nominal.stop(), adversarial.stop()])
})

test('a big account says how far it is', async () => {
  const { said, stop } = await started('--contacts', '10000')
  expect(said).toMatch(/\rMaking demo data: \d+ of \d+ records\n/)
  await stop()
}, 60_000)

describe('with a file', () => {
  let folder = ''
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'command-'))))
  afterAll(() => rm(folder, { recursive: true }))

  test('a restart keeps everything', async () => {
    const file = join(folder, 'state.json')
    const first = await started('--contacts', '5', '--state', file)
    const id = first.server.emulator.account.create('contacts', { firstname: 'Ada' })
    await first.stop()
    const second = await started('--state', file)
    expect(second.said).toContain(`going on from ${file}`)
    expect(second.server.emulator.account.records('contacts')).toHaveLength(6)
    expect(second.server.emulator.account.record('contacts', id)?.properties['firstname']).toBe('Ada')
    await second.stop()
  })

  test('that is no state it ends, and leaves the file as it is', async () => {
    const file = join(folder, 'notes.txt')
    await writeFile(file, 'my notes')
    const { running, said } = await run('--port', '0', '--state', file)
    expect([running, said]).toEqual([1, expect.stringContaining('is not the state of an emulator')])
    expect(await readFile(file, 'utf8')).toBe('my notes')
  })
})

test.each([
  [['--port', 'http'], "argument 'http' is invalid"],
  [['--port', '70000'], 'from 0 to 65535'],
  [['--contacts', '-1'], 'is invalid'],
  [['--seed', '1.5'], 'is invalid'],
  [['--mode', 'angry'], 'nominal, adversarial'],
  [['--colour'], "unknown option '--colour'"],
  [['--port'], 'argument missing'],
  [['extra'], 'too many arguments'],
])('%j is refused with a reason', async (argv, reason) => {
  const { running, said } = await run(...argv)
  expect([running, said]).toEqual([1, expect.stringContaining(reason)])
})

test('help is no failure', async () => {
  const { running, said } = await run('--help')
  expect([running, said]).toEqual([0, expect.stringContaining('--state <file>')])
})

test('a port that is taken is said to be', async () => {
  const { server, stop } = await started('--contacts', '0')
  const { running, said } = await run('--contacts', '0', '--port', new URL(server.url).port)
  expect([running, said]).toEqual([1, expect.stringContaining('The port is taken')])
  await stop()
})
