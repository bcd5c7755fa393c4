import { shownChecksum } from '../data/answers.ts'
import { listOf } from '../data/reads.ts'
import type { Peer, ShownRow } from './peer.ts'

/** A list on screen, and when it showed what. */
export interface WatchedList {
  rows(): readonly ShownRow[]
  /** Checksums of what was shown, each with its moment (epoch ms), which means the same in every tab. */
  shown(): readonly (readonly [checksum: string, at: number])[]
}

/** Mounts a list; settles when it shows rows. Null when the peer cannot. */
export async function watchList(peer: Peer): Promise<WatchedList | null> {
  const { mount } = peer
  if (mount === undefined) return null
  const shown: (readonly [string, number])[] = []
  let last: readonly ShownRow[] = []
  await new Promise<void>((resolve, reject) => {
    mount(listOf(0), (rows) => {
      shown.push([shownChecksum(rows), performance.timeOrigin + performance.now()])
      last = rows
      if (rows.length > 0) resolve()
    }).catch(reject)
  })
  return { rows: () => last, shown: () => shown }
}
