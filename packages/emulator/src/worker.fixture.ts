import { createEmulator, defaultApp } from './index.ts'

/** What a page asks of the emulator in its worker. */
export interface Asked {
  readonly number: number
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** What it is told. */
export interface Told {
  readonly number: number
  readonly status: number
  readonly body: unknown
  /** How the webhooks so far were signed. */
  readonly signatures: readonly (string | null)[]
}

const signatures: (string | null)[] = []
const emulator = createEmulator({
  demo: { contacts: 200 },
  switches: { searchLagMs: 0 },
  fetch(request) {
    signatures.push(request.headers.get('x-hubspot-signature-v3'))
    return Promise.resolve(new Response())
  },
})

addEventListener('message', ({ data }: MessageEvent<Asked>) => void answer(data))

async function answer({ number, method, path, body }: Asked): Promise<void> {
  const headers = { authorization: 'Bearer any', 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const url = `https://emulator.test${path.replace(':app', String(defaultApp.appId))}`
  const response = await emulator.fetch(new Request(url, { method, headers, ...sent }))
  const text = await response.text()
  await emulator.delivered()
  const told: Told = { number, status: response.status, body: text === '' ? null : JSON.parse(text), signatures }
  postMessage(told)
}
