import { isHoldfastError } from '@holdfast/crm'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { frozen } from '../testing.ts'
import { readStateFile, writeStateFile } from './state-file.ts'

describe('a file', () => {
  let folder = ''
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'emulator-'))))
  afterAll(() => rm(folder, { recursive: true }))

  test('keeps the state, whole, and nothing beside it', async () => {
    const path = join(folder, 'kept.json')
    const old = createEmulator({ clock: frozen, demo: { contacts: 20 } })
    await writeStateFile(path, old.save())
    expect(await readStateFile(path)).toEqual(JSON.parse(JSON.stringify(old.save())))
    expect((await readdir(folder)).filter((name) => name.startsWith('kept'))).toEqual(['kept.json'])
  })

  test('that is not there is no state', async () => {
    expect(await readStateFile(join(folder, 'none.json'))).toBeUndefined()
  })

  test.each([
    ['foreign', () => '{"hello":"world"}\n{}', 'foreign'],
    ['empty', () => '', 'foreign'],
    ['cut short', (text: string) => text.slice(0, -10), 'damaged'],
    ['edited', (text: string) => text.replace('"portalId":147892301', '"portalId":1'), 'damaged'],
  ])('that is %s is refused and left as it is', async (name, spoil, reason) => {
    const path = join(folder, `${name}.json`)
    await writeStateFile(path, createEmulator({ clock: frozen }).save())
    const spoilt = spoil(await readFile(path, 'utf8'))
    await writeFile(path, spoilt)
    const error: unknown = await readStateFile(path).catch((thrown: unknown) => thrown)
    expect(isHoldfastError(error, 'emulator/state-unreadable') && error.details).toEqual({ reason, file: path })
    expect(await readFile(path, 'utf8')).toBe(spoilt)
  })
})
