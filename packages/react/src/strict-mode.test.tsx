// @vitest-environment happy-dom
import { openCrm, type Crm, type EngineWorker } from '@holdfast/client'
import { defineSchema } from '@holdfast/crm'
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useLive } from './index.ts'

const schema = defineSchema({ deals: {} })

/** A worker that answers as little as opening a view takes, in comlink's messages, and keeps the ports of the views it was asked for. */
interface TinyWorker {
  readonly endpoint: EngineWorker
  readonly views: MessagePort[]
  closed: number
}

function tinyWorker(): TinyWorker {
  const { port1, port2 } = new MessageChannel()
  const worker: TinyWorker = {
    endpoint: Object.assign(port1, { terminate: () => port1.close() }),
    views: [],
    closed: 0,
  }
  port2.onmessage = ({ data }: MessageEvent<Command>) => {
    const port = data.argumentList.map(({ value }) => value).find(isPort)
    if (data.path[0] === 'watch') port?.postMessage({ kind: 'status', status: { requests: {} } })
    if (data.path[0] === 'openView' && port !== undefined) {
      worker.views.push(port)
      port.onmessage = ({ data: request }: MessageEvent<{ readonly kind: string }>) => {
        if (request.kind !== 'close') return
        worker.closed += 1
        port.close()
      }
    }
    port2.postMessage({ id: data.id, type: 'RAW', value: { ok: true, value: { generation: 'g', schema } } })
  }
  return worker
}

// The environment's `MessagePort` is not the one that messages bring.
function isPort(value: unknown): value is MessagePort {
  return typeof value === 'object' && value !== null && 'postMessage' in value
}

interface Command {
  readonly id: string
  readonly path: readonly string[]
  readonly argumentList: readonly { readonly value: unknown }[]
}

async function arrived(): Promise<void> {
  await act(async () => {
    for (let round = 0; round < 5; round++) await new Promise((resolve) => setTimeout(resolve))
  })
}

let crm: Crm<typeof schema> | undefined

afterEach(async () => {
  cleanup()
  await crm?.close()
})

test('[UI1] a double mount opens one view, and leaving closes it', async () => {
  const worker = tinyWorker()
  const opened = await openCrm({ schema, account: '1', worker: () => worker.endpoint, graceMs: 50 })
  crm = opened
  function Names(): ReactNode {
    return useLive(opened.deals.select('dealname').limit(5)).rows.map(({ dealname }) => dealname)
  }
  const { unmount } = render(
    <StrictMode>
      <Names />
      <Names />
    </StrictMode>,
  )
  await arrived()
  expect(worker.views).toHaveLength(1)
  const status = { completeness: 'complete', asOf: 1, why: [], total: null, pending: 0, source: 'cache' }
  worker.views[0]?.postMessage({
    kind: 'delta',
    revision: 1,
    parts: 0,
    order: null,
    rows: [JSON.stringify(['1', '1', [], 0, ['Lift'], []])],
    status,
  })
  await arrived()
  expect(document.body.textContent).toBe('LiftLift')
  unmount()
  expect(worker.closed).toBe(0)
  await expect.poll(() => worker.closed).toBe(1)
})
