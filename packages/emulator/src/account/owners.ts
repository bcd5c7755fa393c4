/**
 * An owner. `id` is what `hubspot_owner_id` holds; `userId` is another number, null once archived, then still in
 * `userIdIncludingInactive`. A queue is no user: it has neither, and no name.
 */
export interface Owner {
  readonly id: string
  readonly email?: string
  readonly type: 'PERSON' | 'QUEUE'
  readonly firstName?: string
  readonly lastName?: string
  readonly userId?: number | null
  readonly userIdIncludingInactive?: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly teams?: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[]
}

const people: readonly (readonly [id: string, first: string, last: string, userId: number, archived?: true])[] = [
  ['101838271', 'Mara', 'Lindqvist', 24_318_871],
  ['101838272', 'Tobias', 'Okafor', 24_318_902],
  ['101838273', 'Inês', 'Carvalho', 24_319_114],
  ['101838275', 'Daniel', 'Brandt', 24_319_260],
  ['101838279', 'Yuki', 'Tanabe', 24_320_003],
  ['101838284', 'Rosa', 'Whitfield', 24_320_771, true],
]

const made = { createdAt: '2022-03-14T08:12:44.120Z', updatedAt: '2025-01-20T10:45:09.003Z' } as const
const queue: Owner = { id: '101838290', type: 'QUEUE', archived: false, ...made }

/** Six people, one of them archived (her old records keep her id), and a queue. */
export function createOwners(): readonly Owner[] {
  return [...people.map(personOf), queue]
}

function personOf([id, firstName, lastName, userId, left]: (typeof people)[number]): Owner {
  const archived = left === true
  return {
    id,
    email: `${firstName}.${lastName}@lindqvist-okafor.example`.toLowerCase().replace('ê', 'e'),
    type: 'PERSON',
    firstName,
    lastName,
    userId: archived ? null : userId,
    userIdIncludingInactive: userId,
    ...made,
    archived,
    teams: [{ id: '4417', name: 'Field sales', primary: true }],
  }
}
