import { companyStems, companyTrades, lastNames, places } from '../data/names.ts'
import { industries, leadStatuses } from '../data/options.ts'
import type { Random } from '../random.ts'
import { ascii, phone } from './spelling.ts'
import { moments, ownerId, type DemoWriter } from './writer.ts'

/** A demo company, as far as its people and deals need it. */
export interface Company {
  readonly id: number
  readonly name: string
  readonly domain: string
  readonly place: (typeof places)[number]
  readonly owner: string
  readonly createdAt: number
  /** Its people, filled as they are made. */
  readonly people: Person[]
}

/** A demo contact, as far as others need it. */
export interface Person {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly owner: string
  readonly company: Company | undefined
}

/** Companies of some trades and places. */
export function makeCompanies(writer: DemoWriter, count: number): readonly Company[] {
  const { random } = writer
  const taken = new Set<string>()
  return moments(writer, count, 900).map((createdAt) => {
    const [word, industry] = random.pick(companyTrades)
    const name = unusedName(random, taken, word)
    const domain = `${ascii(name)}.example`
    const place = random.pick(places)
    const owner = ownerId(writer)
    const employees = Math.round(10 ** (0.7 + 3 * random.next()))
    const id = writer.place('companies', createdAt, {
      name,
      domain,
      website: `https://www.${domain}`,
      phone: phone(random, place),
      city: place[0],
      country: place[1],
      industry: industries.includes(industry) ? industry : undefined,
      lifecyclestage: random.pick(['lead', 'opportunity', 'opportunity', 'customer', 'customer', 'other']),
      numberofemployees: String(employees),
      annualrevenue: String(employees * random.between(60, 210) * 1_000),
      hubspot_owner_id: owner,
      hs_lead_status: random.chance(0.5) ? random.pick(leadStatuses)[0] : undefined,
    })
    return { id, name, domain, place, owner, createdAt, people: [] }
  })
}

function unusedName(random: Random, taken: Set<string>, word: string): string {
  for (let attempt = 0; ; attempt++) {
    const stem = random.pick(companyStems)
    const name =
      attempt < 3
        ? `${stem} ${word}`
        : attempt < 8
          ? `${stem} ${random.pick(lastNames)} ${word}`
          : `${stem} ${word} ${taken.size}`
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}
