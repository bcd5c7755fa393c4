import type { Connectivity } from './connectivity.ts'
import type { Election } from './leader/index.ts'
import { memoryOf } from './memory-of.ts'
import type { Outbox } from './outbox/index.ts'
import type { Ledger } from './planner/index.ts'
import type { EngineStatus } from './protocol.ts'
import type { Replica } from './replica/index.ts'

/** The engine's condition, as its rooms are now. */
export function engineStatus(rooms: {
  readonly connectivity: Connectivity
  readonly election: Pick<Election, 'current'>
  readonly outbox: Outbox
  readonly ledger: Ledger
  readonly replica: Replica
}): EngineStatus {
  const { connectivity, election, outbox, ledger, replica } = rooms
  return {
    online: connectivity.isOnline(),
    role: election.current() === null ? 'follower' : 'leader',
    pending: outbox.pending(),
    parked: outbox.parked().length,
    safeToClose: outbox.isDurable(),
    requests: connectivity.requests(),
    asOf: newest(Object.keys(replica.schema).map((objectType) => ledger.cursor(objectType)?.asOf ?? null)),
    paused: outbox.paused(),
    memory: memoryOf(replica),
  }
}

function newest(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((moment) => moment !== null)
  return known.length === 0 ? null : Math.max(...known)
}
