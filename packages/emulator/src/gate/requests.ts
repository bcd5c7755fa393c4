import type { Lane } from '../route.ts'

/** One request that arrived. */
export interface RequestEntry {
  readonly seq: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly lane: Lane | 'unknown'
  /** Status of the answer; 0 when the connection was dropped or the answer is still due. */
  readonly status: number
  readonly requestId: string
}

/** All requests counted, the latest listed. */
export interface RequestReport {
  readonly total: number
  readonly byLane: Readonly<Partial<Record<Lane | 'unknown', number>>>
  readonly recent: readonly RequestEntry[]
}

/** Counts every request that is not the control's. */
export interface RequestLog {
  begin(entry: Omit<RequestEntry, 'seq' | 'status'>): number
  end(seq: number, status: number): void
  report(): RequestReport
  load(report: RequestReport): void
}

const kept = 1_000

/** Nothing counted yet. */
export function createRequestLog(): RequestLog {
  let total = 0
  let byLane: Partial<Record<Lane | 'unknown', number>> = {}
  let recent = new Map<number, RequestEntry>()

  return {
    begin(entry) {
      total++
      byLane[entry.lane] = (byLane[entry.lane] ?? 0) + 1
      recent.set(total, { seq: total, status: 0, ...entry })
      recent.delete(total - kept)
      return total
    },
    end(seq, status) {
      const entry = recent.get(seq)
      if (entry !== undefined) recent.set(seq, { ...entry, status })
    },
    report: () => ({ total, byLane: { ...byLane }, recent: [...recent.values()] }),
    load(report) {
      total = report.total
      byLane = { ...report.byLane }
      recent = new Map(report.recent.map((entry) => [entry.seq, entry]))
    },
  }
}
