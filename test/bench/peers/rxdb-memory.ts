import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import type { Peer } from '../page/peer.ts'
import { createRxdbPeer } from './rxdb/create-rxdb-peer.ts'

/** RxDB in memory: nothing is kept. */
export function createPeer(): Peer {
  return createRxdbPeer(getRxStorageMemory)
}
