import type { Lane, RequestEvent } from '@holdfast/hubspot'

/** What requests tell of the way to HubSpot. */
export interface Connectivity {
  /** Did the last request reach HubSpot? True before the first. */
  isOnline(): boolean
  /** When HubSpot was last reached, epoch ms; null before the first time. */
  reachedAt(): number | null
  /** Takes note of a request's end. */
  note(event: Pick<RequestEvent, 'lane' | 'status' | 'at'>): void
  /** Something answered in HubSpot's place, or nothing did. */
  lose(): void
  /** Requests sent, by lane. */
  requests(): Readonly<Partial<Record<Lane, number>>>
  total(): number
}

/** Nothing known yet. `onBack` is called when HubSpot is reached again. */
export function createConnectivity(onChange: () => void, onBack: () => void): Connectivity {
  const requests = new Map<Lane, number>()
  let isOnline = true
  let reachedAt: number | null = null

  function set(next: boolean): void {
    const isBack = next && !isOnline
    isOnline = next
    onChange()
    if (isBack) onBack()
  }

  return {
    isOnline: () => isOnline,
    reachedAt: () => reachedAt,
    note({ lane, status, at }) {
      if (status > 0) reachedAt = at
      requests.set(lane, (requests.get(lane) ?? 0) + 1)
      set(status > 0)
    },
    lose: () => set(false),
    requests: () => Object.fromEntries(requests),
    total: () => [...requests.values()].reduce((sum, count) => sum + count, 0),
  }
}
