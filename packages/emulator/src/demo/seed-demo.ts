import type { Account, AssociationType, TypeState, ChangeSource } from './account/index.ts'
import { toIso } from './clock.ts'
import { compute } from './records/index.ts'
import { companyStems, companyTrades, dealSubjects, firstNames, jobTitles, lastNames, places } from './data/names.ts'
import { industries, leadStatuses, lifecycleStages } from './data/options.ts'
import type { Random } from './random.ts'

/** How much demo data to make; companies are a tenth of the contacts and deals a fifth unless stated. */
export interface DemoSize {
  readonly contacts?: number
  readonly companies?: number
  readonly deals?: number
}

const dayMs = 86_400_000
const source: ChangeSource = { sourceType: 'CRM_UI', sourceId: 'userId:24318871' }

/**
 * Fills an account with a sales organisation's records around the clock's now: companies, their people, and deals of which about 60 % are
 * open. The same seed and time give the same records; search knows them at once.
 */
export function seedDemo(account: Account, size: DemoSize = {}): void {
  const contacts = size.contacts ?? 2_000
  const companies = size.companies ?? Math.ceil(contacts / 10)
  const deals = size.deals ?? Math.ceil(contacts / 5)
  account.associationTypes.defineLabel('deals', 'contacts', { label: 'Decision maker' })
  const made = seedCompanies(account, companies)
  seedContacts(account, contacts, made)
  seedDeals(account, deals, made)
}

interface Company {
  readonly id: number
  readonly name: string
  readonly domain: string
  readonly place: (typeof places)[number]
  readonly owner: string
  readonly createdAt: number
  readonly contactIds: number[]
}

function seedCompanies(account: Account, count: number): readonly Company[] {
  const type = typeOf(account, 'companies')
  const { random } = account
  const taken = new Set<string>()
  return moments(account, count, 900).map((createdAt) => {
    const [word, industry] = random.pick(companyTrades)
    const name = unusedName(random, taken, word)
    const domain = `${ascii(name)}.example`
    const place = random.pick(places)
    const owner = ownerId(account)
    const employees = Math.round(10 ** (0.7 + 3 * random.next()))
    const id = placeRecord(account, type, createdAt, {
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
    return { id, name, domain, place, owner, createdAt, contactIds: [] }
  })
}

function seedContacts(account: Account, count: number, companies: readonly Company[]): void {
  const type = typeOf(account, 'contacts')
  const { random } = account
  const primary = associationType(account, 'contacts', 'companies', 'Primary')
  const plain = associationType(account, 'contacts', 'companies', null)
  const taken = new Set<string>()
  for (const createdAt of moments(account, count, 800)) {
    const first = random.pick(firstNames)
    const last = random.pick(lastNames)
    // Squaring makes a few companies large and most small.
    const company =
      companies.length > 0 && random.chance(0.93)
        ? companies[Math.floor(random.next() ** 2 * companies.length)]
        : undefined
    const place = company?.place ?? random.pick(places)
    const id = placeRecord(account, type, createdAt, {
      firstname: first,
      lastname: last,
      email: random.chance(0.97) ? unusedEmail(taken, first, last, company?.domain ?? 'mail.example') : undefined,
      phone: random.chance(0.8) ? phone(random, place) : undefined,
      mobilephone: random.chance(0.4) ? phone(random, place) : undefined,
      company: company?.name,
      jobtitle: random.chance(0.9) ? random.pick(jobTitles) : undefined,
      city: place[0],
      country: place[1],
      lifecyclestage: random.pick(lifecycleStages)[0],
      hs_lead_status: random.chance(0.6) ? random.pick(leadStatuses)[0] : undefined,
      hubspot_owner_id: company?.owner ?? ownerId(account),
      hs_buying_role: random.chance(0.25)
        ? random.pick(['DECISION_MAKER', 'CHAMPION;INFLUENCER', 'END_USER', 'BUDGET_HOLDER;DECISION_MAKER'])
        : undefined,
    })
    if (company === undefined) continue
    company.contactIds.push(id)
    account.associations.set(null, 'contacts', id, 'companies', company.id, [plain, primary])
  }
}

function seedDeals(account: Account, count: number, companies: readonly Company[]): void {
  const type = typeOf(account, 'deals')
  const { random } = account
  const now = account.clock.now()
  const toCompany = [
    associationType(account, 'deals', 'companies', null),
    associationType(account, 'deals', 'companies', 'Primary'),
  ]
  const toContact = associationType(account, 'deals', 'contacts', null)
  const decisionMaker = associationType(account, 'deals', 'contacts', 'Decision maker')
  for (const createdAt of moments(account, count, 540)) {
    const company = companies.length > 0 ? random.pick(companies) : undefined
    const [subject, typical] = random.pick(dealSubjects)
    const { pipeline, stage, closed } = stageOf(account, createdAt)
    const closedate = closed
      ? createdAt + (now - createdAt) * (0.2 + 0.75 * random.next())
      : now + random.between(-20, 130) * dayMs + random.between(8, 17) * 3_600_000
    const amount = Math.max(500, Math.round((typical * (0.4 + 1.6 * random.next())) / 50) * 50)
    const id = placeRecord(account, type, createdAt, {
      dealname: `${company?.name ?? 'Walk-in'} – ${subject}`,
      amount: random.chance(0.95) ? String(amount) : undefined,
      closedate: random.chance(0.97) ? toIso(Math.floor(closedate / 60_000) * 60_000) : undefined,
      pipeline,
      dealstage: stage,
      dealtype: random.chance(0.85) ? random.pick(['newbusiness', 'existingbusiness']) : undefined,
      deal_currency_code: 'EUR',
      hs_priority: random.chance(0.6) ? random.pick(['low', 'medium', 'high']) : undefined,
      hubspot_owner_id: random.chance(0.7) ? (company?.owner ?? ownerId(account)) : ownerId(account),
      description: random.chance(0.3) ? `${subject}, asked for by phone` : undefined,
    })
    if (company === undefined) continue
    account.associations.set(null, 'deals', id, 'companies', company.id, toCompany)
    const people = some(random, company.contactIds, random.between(1, 4))
    for (const [index, contactId] of people.entries()) {
      const labelled = index === 0 && random.chance(0.6)
      account.associations.set(
        null,
        'deals',
        id,
        'contacts',
        contactId,
        labelled ? [toContact, decisionMaker] : [toContact],
      )
    }
  }
}

// Older deals are rather closed: about 60 % are open over all.
function stageOf(
  account: Account,
  createdAt: number,
): { readonly pipeline: string; readonly stage: string; readonly closed: boolean } {
  const { random } = account
  const ageDays = (account.clock.now() - createdAt) / dayMs
  const pipelines = account.pipelines.get('deals') ?? []
  const pipeline = pipelines[random.chance(0.15) ? 1 : 0]
  const closed = random.chance(Math.min(0.85, ageDays / 675))
  const stages = (pipeline?.stages ?? []).filter(({ metadata }) => (metadata['isClosed'] === 'true') === closed)
  return { pipeline: pipeline?.id ?? '', stage: random.pick(stages).id, closed }
}

/** Puts a record there as it stands, without the checks of a write. */
function placeRecord(
  account: Account,
  type: TypeState,
  createdAt: number,
  properties: Readonly<Record<string, string | undefined>>,
): number {
  const values: (string | undefined)[] = []
  const set = (name: string, value: string | undefined): void => {
    const slot = type.properties.find(name)?.slot
    if (slot !== undefined && value !== undefined) values[slot] = value
  }
  const id = account.nextId(type)
  const now = account.clock.now()
  const updatedAt = Math.floor(createdAt + (now - createdAt) * account.random.next() ** 0.5)
  for (const [name, value] of Object.entries(properties)) set(name, value)
  compute(account, type, values)
  set('hs_object_id', String(id))
  set(type.createdProperty, toIso(createdAt))
  set(type.modifiedProperty, toIso(updatedAt))
  set('hs_lastmodifieddate', toIso(updatedAt))
  const state = { id, createdAt, updatedAt, archivedAt: null, values, source, previous: null }
  type.records.put(state)
  type.index.note(null, state)
  return id
}

// One moment for each record over the last days, ascending like the ids.
function moments(account: Account, count: number, days: number): readonly number[] {
  const now = account.clock.now()
  const step = (days * dayMs) / Math.max(1, count)
  return Array.from(
    { length: count },
    (_, index) => Math.floor(now - days * dayMs + step * (index + account.random.next())) - 1,
  )
}

function ownerId(account: Account): string {
  // One in fifty still belongs to the colleague who left.
  const people = account.owners.filter(({ type }) => type === 'PERSON')
  const active = people.filter(({ archived }) => !archived)
  return account.random.chance(0.02) ? (people.at(-1)?.id ?? '') : account.random.pick(active).id
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

function unusedEmail(taken: Set<string>, first: string, last: string, domain: string): string {
  const name = `${ascii(first)}.${ascii(last)}`
  let email = `${name}@${domain}`
  for (let number = 2; taken.has(email); number++) email = `${name}${number}@${domain}`
  taken.add(email)
  return email
}

const asciiByText = new Map<string, string>()

function ascii(text: string): string {
  let made = asciiByText.get(text)
  if (made === undefined) {
    const plain = text
      .toLowerCase()
      .replaceAll('ø', 'o')
      .replaceAll('ł', 'l')
      .replaceAll('ı', 'i')
      .replaceAll('ß', 'ss')
    made = plain
      .normalize('NFD')
      .replace(/[^a-z0-9 ]/g, '')
      .replaceAll(' ', '-')
    if (asciiByText.size < 10_000) asciiByText.set(text, made)
  }
  return made
}

function phone(random: Random, [, , dialCode]: (typeof places)[number]): string {
  return `${dialCode} ${random.between(20, 989)} ${random.between(100_000, 9_999_999)}`
}

function some(random: Random, ids: readonly number[], count: number): readonly number[] {
  const chosen = new Set<number>()
  for (let attempt = 0; attempt < count && ids.length > 0; attempt++) chosen.add(random.pick(ids))
  return [...chosen]
}

function typeOf(account: Account, name: string): TypeState {
  const type = account.types.find(name)
  if (type === undefined) throw new TypeError(`There is no object type ${name}.`)
  return type
}

function associationType(account: Account, from: string, to: string, label: string | null): AssociationType {
  const type = account.associationTypes.between(from, to).find((each) => each.label === label)
  if (type === undefined) throw new TypeError(`There is no association type ${label} from ${from} to ${to}.`)
  return type
}
