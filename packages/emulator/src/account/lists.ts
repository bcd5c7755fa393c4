/** Who is in a list since when: milliseconds. */
export interface Membership {
  readonly firstAddedAt: number
  readonly lastAddedAt: number
}

/** How a list gets its members: by hand, by filters at any time, or by filters once and by hand from then on. */
export type ProcessingType = 'MANUAL' | 'DYNAMIC' | 'SNAPSHOT'

/** When a dynamic list shall become a static one: on a day, or once its members have not changed for so long. */
export type ListConversion =
  | { readonly conversionType: 'CONVERSION_DATE'; readonly year: number; readonly month: number; readonly day: number }
  | {
      readonly conversionType: 'INACTIVITY'
      readonly timeUnit: 'DAY' | 'WEEK' | 'MONTH'
      readonly offset: number
    }

/** A list and its members by record id. Plain data; a change puts another in its place, only members are changed in place. */
export interface ObjectList {
  readonly listId: string
  readonly name: string
  /** The plural name, e.g. `contacts`. */
  readonly objectType: string
  readonly processingType: ProcessingType
  readonly listVersion: number
  /** As it was given; null for lists without filters. */
  readonly filterBranch: unknown
  readonly folderId: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly filtersUpdatedAt: number | null
  readonly deletedAt: number | null
  readonly conversion: ListConversion | null
  readonly convertedAt: number | null
  readonly members: Map<number, Membership>
  /** When somebody last joined or left; changed in place, as the members are. */
  membersChangedAt: number
}

/** A folder of lists. The root folder is `0` and holds every list without another. */
export interface ListFolder {
  readonly id: string
  readonly name: string
  readonly parentId: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** The lists of an account and their folders. */
export interface Lists {
  readonly byId: Map<string, ObjectList>
  readonly folders: Map<string, ListFolder>
  nextId(): string
  save(): SavedLists
  load(saved: SavedLists): void
}

/** All lists as plain data. */
export interface SavedLists {
  readonly lists: readonly (Omit<ObjectList, 'members'> & {
    readonly members: readonly (readonly [id: number, membership: Membership])[]
  })[]
  readonly folders: readonly ListFolder[]
  readonly lastId: number
}

/** No lists yet. */
export function createLists(): Lists {
  let lastId = 0
  const byId = new Map<string, ObjectList>()
  const folders = new Map<string, ListFolder>()
  return {
    byId,
    folders,
    nextId: () => String(++lastId),
    save: () => ({
      lists: Array.from(byId.values(), (list) => ({ ...list, members: [...list.members] })),
      folders: [...folders.values()],
      lastId,
    }),
    load(saved) {
      byId.clear()
      folders.clear()
      for (const list of saved.lists) byId.set(list.listId, { ...list, members: new Map(list.members) })
      for (const folder of saved.folders) folders.set(folder.id, folder)
      lastId = saved.lastId
    },
  }
}
