import {
  allStandardAssociationTypes,
  findObjectType,
  labelName,
  standardAssociationType,
  type AssociationCategory,
} from '@holdfast/crm'

/**
 * One directed way to associate records of two object types (their plural names). Plain data: an inverse is named by its id, and what an
 * administrator may change is changed in place, so that every pair associated by it follows.
 */
export interface AssociationType {
  readonly from: string
  readonly to: string
  readonly category: AssociationCategory
  readonly typeId: number
  /** The name people see; null for the unlabelled type. */
  label: string | null
  /** The name in inline associations and in v3, e.g. `contact_to_company`. */
  readonly name: string
  /** The type id, in the same category, of the same link seen from the other record; null when HubSpot documents none. */
  readonly inverseId: number | null
  /** Which side has at most one: contact to primary company `from`, company to the contacts it is primary for `to`. */
  readonly primary: 'from' | 'to' | null
  /** How many records an administrator lets one record have by this type; null is no limit. */
  maxToObjectIds: number | null
}

/** A label of an account's own: its name in v3, and what people read from either side. */
export interface LabelTexts {
  readonly name?: string
  readonly label: string
  /** The same as `label` when absent. */
  readonly inverseLabel?: string | undefined
}

/** The types an account knows: HubSpot's own and those its administrators made. */
export interface AssociationTypes {
  between(from: string, to: string): readonly AssociationType[]
  all(): Iterable<AssociationType>
  find(from: string, to: string, category: string, typeId: number): AssociationType | undefined
  /** A type by id in whatever direction it exists. */
  byId(category: string, typeId: number): AssociationType | undefined
  inverseOf(type: AssociationType): AssociationType | undefined
  unlabelled(from: string, to: string): AssociationType | undefined
  /** Makes records of two object types associable, in both directions; the answer leads from `from`. Once for each pair: later calls find it. */
  definePair(from: string, to: string, name: string): AssociationType
  /** A label of the account's own, with its type for each direction; the answer leads from `from`. */
  defineLabel(from: string, to: string, texts: LabelTexts): AssociationType
  /** Takes out a type of the account's own together with its inverse. */
  remove(type: AssociationType): void
  save(): SavedAssociationTypes
  load(saved: SavedAssociationTypes): void
}

/** What an account changed of the types, as plain data. */
export interface SavedAssociationTypes {
  readonly own: readonly AssociationType[]
  /** The limits of HubSpot's own. */
  readonly limits: readonly Pick<AssociationType, 'category' | 'typeId' | 'maxToObjectIds'>[]
  readonly lastCustomId: number
}

// These point from the record that has at most one primary; the other types called primary are their inverses.
const primaryFrom: ReadonlySet<number> = new Set([1, 5, 26, 578, 580, 582, 509, 1299])

/**
 * HubSpot's types (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide), to which the
 * account's own can be added.
 */
export function createAssociationTypes(): AssociationTypes {
  const typesByPair = new Map<string, AssociationType[]>()
  const typeByKey = new Map<string, AssociationType>()
  let lastCustomId = 0

  for (const { from, to, typeId, label } of allStandardAssociationTypes())
    add({
      from,
      to,
      category: 'HUBSPOT_DEFINED',
      typeId,
      label: label === null ? null : capitalized(label),
      name: standardName(from, to, label, allPrimaryPairs.has(`${from} ${to}`)),
      inverseId: standardInverseId(from, to, label),
      primary: label === 'primary' ? (primaryFrom.has(typeId) ? 'from' : 'to') : null,
      maxToObjectIds: null,
    })

  function add(type: AssociationType): AssociationType {
    const pair = `${type.from} ${type.to}`
    const known = typesByPair.get(pair)
    if (known === undefined) typesByPair.set(pair, [type])
    else known.push(type)
    typeByKey.set(`${type.category} ${type.typeId}`, type)
    return type
  }

  function between(from: string, to: string): readonly AssociationType[] {
    return typesByPair.get(`${from} ${to}`) ?? []
  }

  function byId(category: string, typeId: number): AssociationType | undefined {
    return typeByKey.get(`${category} ${typeId}`)
  }

  function unlabelled(from: string, to: string): AssociationType | undefined {
    return between(from, to).find((type) => type.label === null)
  }

  function inverseOf({ category, inverseId }: AssociationType): AssociationType | undefined {
    return inverseId === null ? undefined : byId(category, inverseId)
  }

  function definePair(from: string, to: string, name: string): AssociationType {
    return unlabelled(from, to) ?? addBoth(from, to, { name, label: null, inverseLabel: null })
  }

  function defineLabel(from: string, to: string, texts: LabelTexts): AssociationType {
    const { label, inverseLabel = label, name = labelName(label) } = texts
    return addBoth(from, to, { name, label, inverseLabel })
  }

  function addBoth(
    from: string,
    to: string,
    { name, label, inverseLabel }: { name: string; label: string | null; inverseLabel: string | null },
  ): AssociationType {
    const typeId = ++lastCustomId
    const own = { category: 'USER_DEFINED', primary: null, maxToObjectIds: null, name } as const
    if (from === to && label === inverseLabel) return add({ ...own, from, to, typeId, label, inverseId: typeId })
    const inverseId = ++lastCustomId
    add({ ...own, from: to, to: from, typeId: inverseId, label: inverseLabel, inverseId: typeId })
    return add({ ...own, from, to, typeId, label, inverseId })
  }

  function remove(type: AssociationType): void {
    for (const each of new Set([type, inverseOf(type) ?? type])) {
      typeByKey.delete(`${each.category} ${each.typeId}`)
      const pair = `${each.from} ${each.to}`
      typesByPair.set(
        pair,
        between(each.from, each.to).filter((other) => other !== each),
      )
    }
  }

  function save(): SavedAssociationTypes {
    const all = [...typeByKey.values()]
    const own = all.filter(({ category }) => category === 'USER_DEFINED').map((type) => ({ ...type }))
    const limits = all
      .filter(({ category, maxToObjectIds }) => category !== 'USER_DEFINED' && maxToObjectIds !== null)
      .map(({ category, typeId, maxToObjectIds }) => ({ category, typeId, maxToObjectIds }))
    return { own, limits, lastCustomId }
  }

  function load(saved: SavedAssociationTypes): void {
    for (const type of Array.from(typeByKey.values())) if (type.category === 'USER_DEFINED') remove(type)
    for (const type of saved.own) add({ ...type })
    for (const { category, typeId, maxToObjectIds } of saved.limits) {
      const type = byId(category, typeId)
      if (type !== undefined) type.maxToObjectIds = maxToObjectIds
    }
    lastCustomId = saved.lastCustomId
  }

  return {
    between,
    all: () => typeByKey.values(),
    find: (from, to, category, typeId) =>
      between(from, to).find((type) => type.typeId === typeId && type.category === category),
    byId,
    inverseOf,
    unlabelled,
    definePair,
    defineLabel,
    remove,
    save,
    load,
  }
}

const allPrimaryPairs: ReadonlySet<string> = new Set(
  allStandardAssociationTypes()
    .filter((type) => type.label === 'primary')
    .map(({ from, to }) => `${from} ${to}`),
)

// With a primary type beside it the plain name is the primary's: a contact's primary company is listed as `contact_to_company` and, once
// more, as `contact_to_company_unlabeled`.
function standardName(from: string, to: string, label: string | null, hasPrimary: boolean): string {
  const plain = `${singular(from)}_to_${singular(to)}`
  if (label === 'primary') return plain
  if (label === null) return hasPrimary ? `${plain}_unlabeled` : plain
  return `${plain}_${label}`
}

function standardInverseId(from: string, to: string, label: string | null): number | null {
  const inverseLabel = label === 'parent' ? 'child' : label === 'child' ? 'parent' : label
  return standardAssociationType(to, from, inverseLabel)?.typeId ?? null
}

function singular(name: string): string {
  return findObjectType(name)?.singular ?? name.replace(/s$/, '')
}

function capitalized(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1)
}
