import type { WireAnswer, WireRequest } from './hubspot.worker.ts'

/** What the page posts to the engine's worker besides the engine's own messages: the way to the stand-in for HubSpot. */
export interface StandInPort {
  readonly standIn: MessagePort
}

let port: MessagePort | null = null
let lastId = 0
const waiting = new Map<number, (answer: WireAnswer) => void>()

globalThis.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (typeof data !== 'object' || data === null || !('standIn' in data) || !(data.standIn instanceof MessagePort))
    return
  port = data.standIn
  port.addEventListener('message', ({ data: answer }: MessageEvent<WireAnswer>) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  port.start()
})

/** `fetch` for the engine: asks the stand-in; without one there is no network. */
export const fetchFromStandIn: typeof fetch = async (input, init) => {
  const request = input instanceof Request ? input : new Request(input, init)
  if (port === null) throw new TypeError('Failed to fetch')
  const id = ++lastId
  const body = await request.text()
  const answer = new Promise<WireAnswer>((resolve) => waiting.set(id, resolve))
  const message: WireRequest = { id, path: new URL(request.url).pathname, body }
  port.postMessage(message)
  const { status, bytes } = await answer
  return new Response(bytes, { status, headers: { 'content-type': 'application/json' } })
}
