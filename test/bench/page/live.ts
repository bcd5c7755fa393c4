import { shownChecksum } from '../data/answers.ts'
import { listOf } from '../data/reads.ts'
import type { WriteRound, WriteStep } from '../data/writes.ts'
import { watchBlocked } from './blocked.ts'
import type { Peer, ShownRow } from './peer.ts'
import { median } from './statistics.ts'

/** How a step of writes went. */
export interface StepFigure {
  readonly kind: WriteStep['kind']
  /** Until every mounted list showed what it should; null when that did not happen in time. */
  readonly shownMs: number | null
  /** Until the peer said that the writes were done. */
  readonly doneMs: number
  readonly blockedLongestMs: number
  readonly blockedTotalMs: number
}

/** How a round went. */
export interface LiveFigures {
  readonly mounted: number
  readonly mountMs: number | null
  readonly oneMs: number | null
  readonly steps: readonly StepFigure[]
}

/** Mounts the round's lists and carries out its steps, waiting after each until all lists show its outcome. Null when the peer cannot. */
export async function measureLive(peer: Peer, round: WriteRound, patienceMs: number): Promise<LiveFigures | null> {
  const { mount } = peer
  if (mount === undefined) return null
  const screen = createScreen(round.mounted, patienceMs)
  const begun = performance.now()
  const unmounts = await Promise.all(
    Array.from({ length: round.mounted }, (_, at) => mount(listOf(at), (rows) => screen.show(at, rows))),
  )
  const mountMs = await screen.until(round.shown, begun)
  const steps: StepFigure[] = []
  for (const step of round.steps) {
    if (canDo(peer, step.kind)) steps.push(await measureStep(peer, step, screen))
    // A list that went wrong stays wrong: what follows would measure waiting.
    if (steps.at(-1)?.shownMs === null) break
    // What a write leaves to do later is not the next one's.
    await pause(step.kind === 'one' ? 20 : 500)
  }
  for (const unmount of unmounts) unmount()
  const singles = steps.filter(({ kind }) => kind === 'one').flatMap(({ shownMs }) => shownMs ?? [])
  return { mounted: round.mounted, mountMs, oneMs: singles.length === 0 ? null : median(singles), steps }
}

function canDo(peer: Peer, kind: WriteStep['kind']): boolean {
  if (kind === 'bulk') return peer.updateAll !== undefined
  if (kind === 'delete') return peer.deleteAll !== undefined
  return peer.update !== undefined
}

async function measureStep(peer: Peer, step: WriteStep, screen: Screen): Promise<StepFigure> {
  const { value, blocked } = await watchBlocked(async () => {
    const begun = performance.now()
    const shown = screen.until(step.shown, begun)
    await carryOut(peer, step)
    const doneMs = performance.now() - begun
    return { shownMs: await shown, doneMs }
  })
  return { kind: step.kind, ...value, blockedLongestMs: blocked.longestMs, blockedTotalMs: blocked.totalMs }
}

async function carryOut(peer: Peer, { kind, updates }: WriteStep): Promise<void> {
  switch (kind) {
    case 'one':
    case 'burst':
      await Promise.all(updates.map(async (update) => peer.update?.(update)))
      return
    case 'bulk':
      await peer.updateAll?.(updates)
      return
    case 'delete':
      await peer.deleteAll?.(updates.map(({ id }) => id))
      return
  }
}

interface Screen {
  show(at: number, rows: readonly ShownRow[]): void
  /** Milliseconds from `begun` until all lists show that; null when patience ends before. */
  until(wanted: readonly string[], begun: number): Promise<number | null>
}

function createScreen(size: number, patienceMs: number): Screen {
  const shown = Array.from({ length: size }, () => '')
  let wanted: readonly string[] = []
  let wrong = size
  let converged: () => void = () => undefined

  function show(at: number, rows: readonly ShownRow[]): void {
    const wasWrong = shown[at] !== wanted[at]
    shown[at] = shownChecksum(rows)
    const isWrong = shown[at] !== wanted[at]
    wrong += Number(isWrong) - Number(wasWrong)
    if (wrong === 0) converged()
  }

  async function until(next: readonly string[], begun: number): Promise<number | null> {
    wanted = next
    wrong = shown.filter((each, at) => each !== next[at]).length
    if (wrong === 0) return performance.now() - begun
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(null), patienceMs)
      converged = () => {
        clearTimeout(late)
        resolve(performance.now() - begun)
      }
    })
  }

  return { show, until }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}
