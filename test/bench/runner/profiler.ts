import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright'
import { builtFolder } from './site.ts'

/** One function's share of a profile. */
export interface ProfiledFunction {
  readonly name: string
  /** The source file it was written in. */
  readonly file: string
  readonly selfMs: number
}

interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
}

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Measures where a page's workers spend their time while `work` runs; the build must not be minified, or there are no names. */
export async function profileWorkers<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly functions: readonly ProfiledFunction[] }> {
  const session = await page.context().newCDPSession(page)
  const workers = await attachToWorkers(session)
  const value = await work()
  const profiles: CpuProfile[] = []
  for (const send of workers) {
    const profile = await send('Profiler.stop').catch(() => undefined)
    if (profile !== undefined) profiles.push(profile as CpuProfile)
  }
  await session.detach()
  return { value, functions: profiles.flatMap(selfTimes).toSorted((a, b) => b.selfMs - a.selfMs) }
}

/** The functions that took most, and the files. */
export function profileReport(functions: readonly ProfiledFunction[]): string {
  const total = functions.reduce((sum, { selfMs }) => sum + selfMs, 0)
  const line = (ms: number, what: string): string =>
    `${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${what}`
  const byFile = new Map<string, number>()
  for (const { file, selfMs } of functions) byFile.set(file, (byFile.get(file) ?? 0) + selfMs)
  const files = [...byFile].toSorted(([, a], [, b]) => b - a).slice(0, 15)
  return [
    ...files.map(([file, ms]) => line(ms, file)),
    '',
    ...functions.slice(0, 30).map(({ name, file, selfMs }) => line(selfMs, `${name}  ${file}`)),
  ].join('\n')
}

type Send = (method: string, parameters?: object) => Promise<unknown>

// Those that run, and those that start later, each from its first line.
async function attachToWorkers(session: CDPSession): Promise<readonly Send[]> {
  const sends: Send[] = []
  const waiting = new Map<number, (result: unknown) => void>()
  let lastId = 0
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const send: Send = async (method, parameters = {}) => {
      const id = ++lastId
      const answer = new Promise<unknown>((resolve) => waiting.set(id, resolve))
      const message = JSON.stringify({ id, method, params: parameters })
      await session.send('Target.sendMessageToTarget', { sessionId, message })
      return answer
    }
    const isEngine = targetInfo.type === 'worker' && !targetInfo.url.includes('hubspot')
    if (isEngine) sends.push(send)
    // A worker may end, or its page, before it was spoken to.
    begin(send, isEngine).catch(() => undefined)
  })
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as {
      readonly id?: number
      readonly result?: { readonly profile?: unknown }
    }
    if (id !== undefined) waiting.get(id)?.(result?.profile)
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: false })
  return sends
}

async function begin(send: Send, isProfiled: boolean): Promise<void> {
  if (isProfiled) {
    await send('Profiler.enable')
    await send('Profiler.setSamplingInterval', { interval: 500 })
    await send('Profiler.start')
  }
  await send('Runtime.runIfWaitingForDebugger')
}

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): readonly ProfiledFunction[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const byName = new Map<string, ProfiledFunction>()
  samples.forEach((id, at) => {
    const frame = frames.get(id)
    if (frame === undefined || frame.functionName === '(idle)') return
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName
    const file = sourceOf(frame)
    const key = `${name} ${file}`
    const selfMs = (byName.get(key)?.selfMs ?? 0) + (timeDeltas[at] ?? 0) / 1_000
    byName.set(key, { name, file, selfMs })
  })
  return [...byName.values()]
}

const regionsByFile = new Map<string, readonly string[]>()

// The bundler says above each file's lines which file they are from.
function sourceOf({ url, lineNumber }: CallFrame): string {
  if (!url.startsWith('http')) return url === '' ? '(engine)' : url
  const file = join(builtFolder, new URL(url).pathname)
  const known = regionsByFile.get(file)
  const regions = known ?? regionsOf(readFileSync(file, 'utf8'))
  if (known === undefined) regionsByFile.set(file, regions)
  return regions[lineNumber] ?? url
}

function regionsOf(code: string): readonly string[] {
  let region = ''
  return code.split('\n').map((line) => {
    region = /^\/\/ (\S+\.[mc]?[jt]sx?)$/.exec(line)?.[1]?.replace(/^(\.\.\/)+/, '') ?? region
    return region
  })
}
