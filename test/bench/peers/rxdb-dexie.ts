import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import type { Peer } from '../page/peer.ts'
import { createRxdbPeer } from './rxdb/create-rxdb-peer.ts'

/** RxDB over Dexie, its free storage for browsers. */
export function createPeer(): Peer {
  return createRxdbPeer(getRxStorageDexie)
}
