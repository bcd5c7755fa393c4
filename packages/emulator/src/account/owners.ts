/** An owner as the owners API answers it. `id` is what `hubspot_owner_id` holds; `userId` is another number. */
export interface Owner {
  readonly id: string
  readonly email: string
  readonly type: 'PERSON' | 'QUEUE'
  readonly firstName: string
  readonly lastName: string
  /** Null once archived; the number stays in `userIdIncludingInactive`. */
  readonly userId: number | null
  readonly userIdIncludingInactive: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly teams: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[]
}

const rows: readonly (readonly [id: string, first: string, last: string, userId: number, archived?: true])[] = [
  ['101838271', 'Mara', 'Lindqvist', 24_318_871],
  ['101838272', 'Tobias', 'Okafor', 24_318_902],
  ['101838273', 'Inês', 'Carvalho', 24_319_114],
  ['101838275', 'Daniel', 'Brandt', 24_319_260],
  ['101838279', 'Yuki', 'Tanabe', 24_320_003],
  ['101838284', 'Rosa', 'Whitfield', 24_320_771, true],
]

/** Six owners, one of them archived: her old records keep her id. */
export function createOwners(): readonly Owner[] {
  return rows.map(([id, firstName, lastName, userId, archived = false]) => ({
    id,
    email: `${firstName}.${lastName}@lindqvist-okafor.example`.toLowerCase().replace('ê', 'e'),
    type: 'PERSON',
    firstName,
    lastName,
    userId: archived ? null : userId,
    userIdIncludingInactive: userId,
    createdAt: '2022-03-14T08:12:44.120Z',
    updatedAt: '2025-01-20T10:45:09.003Z',
    archived,
    teams: [{ id: '4417', name: 'Field sales', primary: true }],
  }))
}
