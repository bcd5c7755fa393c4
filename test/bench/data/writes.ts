import { listAnswer, shownChecksum } from './answers.ts'
import { chance } from './dice.ts'
import { idAt, type Contact } from './dataset.ts'
import { listOf } from './reads.ts'
import { words } from './words.ts'

/** The properties that writes change. */
export type ContactPatch = Partial<Pick<Contact, 'jobtitle' | 'lifecyclestage' | 'hubspot_owner_id'>>

/** One record's change. */
export interface ContactUpdate {
  readonly id: string
  readonly patch: ContactPatch
}

/** One write, and what the mounted lists show once it is through. */
export interface WriteStep {
  /** `one`: a single update; `burst`: updates nobody waits for in between; `bulk`: updates in one call; `delete`: deletions in one call. */
  readonly kind: 'one' | 'burst' | 'bulk' | 'delete'
  readonly updates: readonly ContactUpdate[]
  /** Per mounted list, in their order, its {@link shownChecksum}. */
  readonly shown: readonly string[]
}

/** All steps of one round with so many lists mounted. */
export interface WriteRound {
  readonly mounted: number
  /** What the lists show before the first step. */
  readonly shown: readonly string[]
  readonly steps: readonly WriteStep[]
}

/** How many single updates are measured. */
export const singleUpdates = 12

/** Rounds of writes against lists of `mounts` sizes, one after the other over the same records; every step knows its outcome. */
export function planWrites(
  contacts: readonly Contact[],
  mounts: readonly number[],
  writes: number,
): readonly WriteRound[] {
  const state = new Map(contacts.map((contact) => [contact.id, contact]))
  return mounts.map((mounted, round) => planRound(state, mounted, round, writes, contacts.length))
}

function planRound(
  state: Map<string, Contact>,
  mounted: number,
  round: number,
  writes: number,
  contacts: number,
): WriteRound {
  const lists = Array.from({ length: mounted }, (_, owner) => listOf(owner))
  const showing = (): readonly string[] => {
    const byOwner = groupByOwner(state)
    return lists.map((list) => shownChecksum(listAnswer(byOwner.get(list.owner) ?? [], list)))
  }

  function step(kind: WriteStep['kind'], updates: readonly ContactUpdate[]): WriteStep {
    for (const { id, patch } of updates) {
      const before = state.get(id)
      if (before === undefined) continue
      if (kind === 'delete') state.delete(id)
      else state.set(id, { ...before, ...patch })
    }
    return { kind, updates, shown: showing() }
  }

  // Each step takes rows of its own, spread over the table, so that no step meets what another deleted; and one row that the first list shows, so that
  // no step leaves every list as it was.
  const rowsOf = (part: number): readonly string[] => {
    const stride = Math.floor(contacts / writes)
    const [list = listOf(0)] = lists
    const shownFirst = listAnswer([...state.values()], list)[0]
    const spread = Array.from({ length: writes }, (_, at) =>
      idAt('contacts', at * stride + ((round * 3 + part) % stride)),
    )
    return shownFirst === undefined ? spread : [...new Set([shownFirst.id, ...spread])].slice(0, writes)
  }
  const word = (list: readonly string[], id: string, purpose: number): string =>
    list[Math.floor(chance(Number(id), purpose + round) * list.length)] ?? ''

  const shown = showing()
  const singles = Array.from({ length: singleUpdates }, (_, at) => {
    const list = lists[(at * 7) % mounted] ?? listOf(0)
    const inView = listAnswer([...state.values()], list)
    const row = inView[at % Math.max(1, inView.length)]
    const id = row?.id ?? ''
    return step('one', [{ id, patch: { jobtitle: `Promoted ${round} ${at}` } }])
  })
  return {
    mounted,
    shown,
    steps: [
      ...singles,
      step(
        'burst',
        rowsOf(0).map((id, at) => ({
          id,
          patch: { lifecyclestage: at === 0 ? otherThan(lists[0]?.stages) : word(words.lifecycleStages, id, 61) },
        })),
      ),
      step(
        'bulk',
        rowsOf(1).map((id, at) => ({
          id,
          patch: { hubspot_owner_id: at === 0 ? (words.owners[50] ?? '') : word(words.owners, id, 71) },
        })),
      ),
      step(
        'delete',
        rowsOf(2).map((id) => ({ id, patch: {} })),
      ),
    ],
  }
}

function otherThan(stages: readonly string[] = []): string {
  return words.lifecycleStages.find((stage) => !stages.includes(stage)) ?? ''
}

function groupByOwner(state: ReadonlyMap<string, Contact>): ReadonlyMap<string, Contact[]> {
  const byOwner = new Map<string, Contact[]>()
  for (const row of state.values()) {
    const rows = byOwner.get(row.hubspot_owner_id)
    if (rows === undefined) byOwner.set(row.hubspot_owner_id, [row])
    else rows.push(row)
  }
  return byOwner
}
