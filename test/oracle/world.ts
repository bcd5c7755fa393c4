import { defineSchema, describeObjectType, type Property, type Schema } from '@holdfast/crm'
import { createEmulator, type Emulator } from '@holdfast/emulator'
import { defaultSwitches, type RecordReader, type Switches } from '@holdfast/query'
import type { Dice } from './dice.ts'
import type { ReferenceRecord, ReferenceTable, ReferenceType } from './reference.ts'

// An account whose records, associations and properties are thrown with dice. Values come from small pools, so that questions meet them.

export const objectTypes = ['deals', 'contacts', 'companies'] as const

/** An object type of a world. */
export type WorldType = (typeof objectTypes)[number]

/** A record as every witness sees it. */
export interface WorldRecord extends ReferenceRecord, RecordReader {}

/** An account, and the same records for those who do not ask it. */
export interface World {
  readonly number: number
  readonly emulator: Emulator
  readonly schema: Schema
  readonly switches: Switches
  readonly tables: Readonly<Record<WorldType, WorldTable>>
}

/** The records of one object type. */
export interface WorldTable extends ReferenceTable {
  readonly records: readonly WorldRecord[]
}

/** The four ways in which the two switches that search and device share can stand. */
export function switchesOf(number: number): Switches {
  return { ...defaultSwitches, nullsLast: number % 2 === 0, notContainsMatchesUnset: number % 4 >= 2 }
}

const pools: Readonly<Record<string, readonly string[]>> = {
  email: ['jane.doe@acme.com', 'j.söhne@umbrella.example', 'info@acme.co.uk', 'a+b@north-wing.example'],
  phone: ['+49 30 123456', '(030) 123-456', '030123456'],
  lifecyclestage: ['lead', 'opportunity', 'customer', 'other'],
  hubspot_owner_id: ['301', '302', '1303'],
  dealstage: ['appointmentscheduled', 'qualifiedtobuy', 'closedwon', 'closedlost'],
  dealtype: ['newbusiness', 'existingbusiness'],
}

const poolOfType: Readonly<Record<ReferenceType, readonly string[]>> = {
  string: [
    'Acme Corp',
    'ACME',
    'acme-lift 3000',
    'Umbrella & Söhne',
    'north wing',
    'Émile Zola',
    'zeta_7',
    'Straße 5',
    '--',
    'ÅNGSTRÖM',
    'a*b',
    'Владивосток',
    'Beta corp north',
    '12',
  ],
  number: ['0', '-3.5', '10', '10.0', '1e1', '250', '2500.75', '99999', '.5', '-0'],
  date: ['2024-02-29', '2025-12-31', '2026-01-01', '2026-01-02', '2026-11-23'],
  datetime: [
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.001Z',
    '2025-12-31T23:59:59.999Z',
    '2026-06-30T12:00:00Z',
    '1767225600000',
  ],
  bool: ['true', 'false'],
  enumeration: ['red', 'Red', 'green', 'blue'],
  several: ['DECISION_MAKER', 'CHAMPION;END_USER', 'END_USER', 'END_USER;DECISION_MAKER', 'BLOCKER;CHAMPION'],
}

/** The values that a property is thrown from. */
export function poolOf(name: string, type: ReferenceType): readonly string[] {
  return pools[name] ?? poolOfType[type]
}

const kinds = {
  string: 'text',
  number: 'number',
  date: 'date',
  datetime: 'datetime',
  bool: 'bool',
  enumeration: 'select',
  several: 'several',
} as const

/** What records hold besides the properties made up for the world. */
const standard: Readonly<Record<WorldType, readonly string[]>> = {
  contacts: ['firstname', 'email', 'phone', 'company', 'lifecyclestage', 'hubspot_owner_id'],
  companies: ['name', 'domain', 'phone', 'city', 'numberofemployees', 'annualrevenue', 'hubspot_owner_id'],
  deals: ['dealname', 'amount', 'closedate', 'dealstage', 'description', 'dealtype', 'hubspot_owner_id'],
}

/** What HubSpot computes, and one property that no record holds. */
const others: Readonly<Record<WorldType, readonly string[]>> = {
  contacts: ['createdate', 'jobtitle'],
  companies: ['createdate', 'website'],
  deals: ['createdate', 'hs_is_closed', 'hs_deal_stage_probability', 'pipeline'],
}

/** The account of that number; the switches go by the number, everything else by the dice. */
export function createWorld(dice: Dice, number: number): World {
  const made = Object.fromEntries(objectTypes.map((objectType) => [objectType, madeUp(dice)]))
  const associations = {
    deals: { contacts: { labels: [] }, companies: { labels: ['billing'] } },
    contacts: { companies: { labels: [] }, deals: { labels: [] } },
    companies: { contacts: { labels: [] }, deals: { labels: [] } },
  }
  const schema: Schema = defineSchema(
    Object.fromEntries(
      objectTypes.map((objectType) => [
        objectType,
        {
          properties: Object.fromEntries((made[objectType] ?? []).map(([name, type]) => [name, propertyOf(type)])),
          associations: associations[objectType],
        },
      ]),
    ),
  )
  const switches = switchesOf(number)
  const { nullsLast, notContainsMatchesUnset } = switches
  let now = Date.parse('2026-01-01T00:00:00Z')
  const emulator = createEmulator({
    seed: number,
    clock: { now: () => now },
    switches: {
      searchLagMs: 0,
      limitSearchSecondly: 1_000_000,
      limitTenSecondly: 1_000_000,
      nullsLast,
      notContainsMatchesUnset,
    },
  })
  const { account } = emulator
  account.defineLabel('deals', 'companies', 'Billing')
  const written = (objectType: WorldType): readonly string[] => [
    ...standard[objectType],
    ...(made[objectType] ?? []).map(([name]) => name),
  ]
  const typesOf = (objectType: WorldType): Record<string, ReferenceType> =>
    Object.fromEntries(
      [...written(objectType), ...others[objectType]].map((name) => [
        name,
        typeOf(schema[objectType]?.properties[name] as Property),
      ]),
    )
  for (const objectType of objectTypes) {
    for (const [name, type] of made[objectType] ?? [])
      account.defineProperty(objectType, name, name, kinds[type], options(name, type))
    const types = typesOf(objectType)
    for (let count = 15 + dice.below(50); count > 0; count--) {
      now += dice.below(3) * 500
      account.create(objectType, valuesOf(dice, written(objectType), types))
    }
    for (const { id } of account.records(objectType)) {
      if (dice.chance(0.05)) account.archive(objectType, id)
      else if (dice.chance(0.2))
        account.update(objectType, id, { [dice.pick(written(objectType).filter((name) => name !== 'email'))]: '' })
    }
  }
  associate(emulator, dice)
  const tableOf = (objectType: WorldType): WorldTable => ({
    records: recordsOf(emulator, objectType),
    facts: {
      types: typesOf(objectType),
      searchedProperties: describeObjectType(objectType).searchedProperties,
      switches,
      other: (name) => tables[name as WorldType],
    },
  })
  const tables = { deals: tableOf('deals'), contacts: tableOf('contacts'), companies: tableOf('companies') }
  return { number, emulator, schema, switches, tables }
}

function madeUp(dice: Dice): readonly (readonly [string, ReferenceType])[] {
  const types = Object.keys(kinds) as ReferenceType[]
  const random = Array.from({ length: 3 }, () => dice.pick(types))
  // Each type at least once, some twice.
  return [...types, ...random].map((type, at) => [`x_${type}_${at}`, type])
}

function propertyOf(type: ReferenceType): Property {
  return type === 'several' ? { type: 'enumeration', multiple: true } : { type }
}

function typeOf(property: Property): ReferenceType {
  if (property.type === 'phone_number') return 'string'
  return property.multiple === true ? 'several' : property.type
}

function options(name: string, type: ReferenceType): { readonly options?: readonly string[] } {
  if (type === 'enumeration') return { options: poolOf(name, type) }
  return type === 'several' ? { options: [...new Set(poolOf(name, type).flatMap((value) => value.split(';')))] } : {}
}

function valuesOf(
  dice: Dice,
  names: readonly string[],
  types: Readonly<Record<string, ReferenceType>>,
): Record<string, string> {
  const set = names.filter(() => dice.chance(0.7))
  const values = Object.fromEntries(set.map((name) => [name, dice.pick(poolOf(name, types[name] ?? 'string'))]))
  // Emails are unique.
  return values['email'] === undefined
    ? values
    : { ...values, email: `${dice.below(1_000_000_000)}.${values['email']}` }
}

function associate({ account }: Emulator, dice: Dice): void {
  for (const [from, to] of [
    ['deals', 'companies'],
    ['deals', 'contacts'],
    ['contacts', 'companies'],
  ] as const) {
    // Few have partners, so that several have the same.
    const partners = account.records(to).slice(0, 6)
    for (const { id } of account.records(from))
      for (let count = dice.below(4); count > 0; count--) {
        const other = dice.pick(partners).id
        account.associate(from, id, to, other)
        if (from === 'deals' && to === 'companies' && dice.chance(0.4))
          account.associate(from, id, to, other, 'Billing')
      }
  }
}

function recordsOf({ account }: Emulator, objectType: WorldType): readonly WorldRecord[] {
  return account.records(objectType).map(({ id, properties }) => ({
    id,
    properties,
    read: (name) => properties[name] ?? null,
    links: new Set(
      objectTypes
        .filter((other) => other !== objectType)
        .flatMap((other) =>
          account
            .partners(objectType, id, other)
            .flatMap((partner) => [
              `${other} ${partner.id} `,
              ...partner.labels.flatMap((label) =>
                label === null ? [] : [`${other} ${partner.id} ${label.toLowerCase()}`],
              ),
            ]),
        ),
    ),
  }))
}
