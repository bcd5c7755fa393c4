import { allStandardAssociationTypes, findObjectType, type AssociationCategory } from '@holdfast/crm'

/** One directed way to associate records of two object types (their plural names). */
export interface AssociationType {
  readonly from: string
  readonly to: string
  readonly category: AssociationCategory
  readonly typeId: number
  /** The name people see; null for the unlabelled type. */
  readonly label: string | null
  /** The name in inline associations and in v3, e.g. `contact_to_company`. */
  readonly name: string
  /** The same link seen from the other record. */
  inverse: AssociationType | null
  /** Which side has at most one: contact to primary company `from`, company to the contacts it is primary for `to`. */
  readonly primary: 'from' | 'to' | null
}

/** The types an account knows: HubSpot's own and those its administrators made. */
export interface AssociationTypes {
  between(from: string, to: string): readonly AssociationType[]
  find(from: string, to: string, category: string, typeId: number): AssociationType | undefined
  /** A type by id in whatever direction it exists; for error texts. */
  byId(category: string, typeId: number): AssociationType | undefined
  unlabelled(from: string, to: string): AssociationType | undefined
  /** A label of the account's own, with its type for each direction. */
  define(from: string, to: string, label: string, inverseLabel?: string): AssociationType
}

// These point from the record that has at most one primary; the other types called primary are their inverses.
const primaryFrom: ReadonlySet<number> = new Set([1, 5, 26, 578, 580, 582, 509, 1299])

/**
 * HubSpot's types (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide), to which labels
 * can be added.
 */
export function createAssociationTypes(): AssociationTypes {
  const byPair = new Map<string, AssociationType[]>()
  let lastCustomId = 0

  for (const { from, to, typeId, label } of allStandardAssociationTypes()) {
    const hasPrimary = allPrimaryPairs.has(`${from} ${to}`)
    add({
      from,
      to,
      category: 'HUBSPOT_DEFINED',
      typeId,
      label: label === null ? null : capitalized(label),
      name: standardName(from, to, label, hasPrimary),
      inverse: null,
      primary: label === 'primary' ? (primaryFrom.has(typeId) ? 'from' : 'to') : null,
    })
  }
  for (const types of byPair.values()) for (const type of types) type.inverse = standardInverse(type) ?? null

  function add(type: AssociationType): AssociationType {
    const key = `${type.from} ${type.to}`
    const known = byPair.get(key)
    if (known === undefined) byPair.set(key, [type])
    else known.push(type)
    return type
  }

  function standardInverse(type: AssociationType): AssociationType | undefined {
    const label = type.label === 'Parent' ? 'Child' : type.label === 'Child' ? 'Parent' : type.label
    return between(type.to, type.from).find((other) => other.label === label)
  }

  function between(from: string, to: string): readonly AssociationType[] {
    return byPair.get(`${from} ${to}`) ?? []
  }

  function define(from: string, to: string, label: string, inverseLabel: string = label): AssociationType {
    const type = add(custom(from, to, label))
    const inverse = from === to && label === inverseLabel ? type : add(custom(to, from, inverseLabel))
    type.inverse = inverse
    inverse.inverse = type
    return type
  }

  function custom(from: string, to: string, label: string): AssociationType {
    lastCustomId++
    const name = label
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_')
    return { from, to, category: 'USER_DEFINED', typeId: lastCustomId, label, name, inverse: null, primary: null }
  }

  return {
    between,
    find: (from, to, category, typeId) =>
      between(from, to).find((type) => type.typeId === typeId && type.category === category),
    byId: (category, typeId) =>
      [...byPair.values()].flat().find((type) => type.typeId === typeId && type.category === category),
    unlabelled: (from, to) => between(from, to).find((type) => type.label === null),
    define,
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

function singular(name: string): string {
  return findObjectType(name)?.singular ?? name.replace(/s$/, '')
}

function capitalized(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1)
}
