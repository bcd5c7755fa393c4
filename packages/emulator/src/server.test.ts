import { afterEach, describe, expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { serveEmulator } from './serve-emulator.ts'
import type { EmulatorServer } from './server.ts'

const servers: EmulatorServer[] = []

async function serve(): Promise<EmulatorServer> {
  const server = await serveEmulator({ emulator: createEmulator({ seed: 1 }) })
  servers.push(server)
  return server
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }

describe('over HTTP', () => {
  test('the emulator answers as in process', async () => {
    const { url, emulator } = await serve()
    const response = await fetch(`${url}/crm/objects/2026-09/contacts`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ properties: { firstname: 'Ada' } }),
    })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ id: emulator.account.records('contacts')[0]?.id })
  })

  test.each([
    ['drop', 0],
    ['apply-then-drop', 1],
  ] as const)('a fault %s breaks the connection, with %d records made', async (kind, count) => {
    const { url, emulator } = await serve()
    emulator.addFault({ kind })
    const body = JSON.stringify({ properties: { firstname: 'Ada' } })
    await expect(fetch(`${url}/crm/objects/2026-09/contacts`, { method: 'POST', headers, body })).rejects.toThrow(
      TypeError,
    )
    expect(emulator.account.records('contacts')).toHaveLength(count)
    expect((await fetch(`${url}/crm/objects/2026-09/contacts`, { headers })).status).toBe(200)
  })

  test('a taken port is an error', async () => {
    const { url } = await serve()
    await expect(serveEmulator({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE')
  })

  test('after close nobody answers', async () => {
    const server = await serve()
    await server.close()
    await expect(fetch(`${server.url}/crm/v3/owners`, { headers })).rejects.toThrow(TypeError)
  })
})
