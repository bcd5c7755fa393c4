import { firstNames, jobTitles, lastNames, places } from '../data/names.ts'
import { leadStatuses, lifecycleStages } from '../data/options.ts'
import type { Company, Person } from './companies.ts'
import { ascii, phone } from './spelling.ts'
import { moments, ownerId, type DemoWriter } from './writer.ts'

/** People, most of them with a company. */
export function makeContacts(writer: DemoWriter, count: number, companies: readonly Company[]): readonly Person[] {
  const { random } = writer
  const employed = writer.types('contacts', 'companies', null, 'Primary')
  const taken = new Set<string>()
  return moments(writer, count, 800).map((createdAt) => {
    const first = random.pick(firstNames)
    const last = random.pick(lastNames)
    // Squaring makes a few companies large and most small.
    const company =
      companies.length > 0 && random.chance(0.93)
        ? companies[Math.floor(random.next() ** 2 * companies.length)]
        : undefined
    const place = company?.place ?? random.pick(places)
    const properties = {
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
      hubspot_owner_id: company?.owner ?? ownerId(writer),
      hs_buying_role: random.chance(0.25)
        ? random.pick(['DECISION_MAKER', 'CHAMPION;INFLUENCER', 'END_USER', 'BUDGET_HOLDER;DECISION_MAKER'])
        : undefined,
    }
    const id = writer.place('contacts', createdAt, properties)
    const person = { id, name: `${first} ${last}`, createdAt, owner: properties.hubspot_owner_id, company }
    if (company === undefined) return person
    company.people.push(person)
    writer.associate('contacts', id, 'companies', company.id, employed)
    return person
  })
}

function unusedEmail(taken: Set<string>, first: string, last: string, domain: string): string {
  const name = `${ascii(first)}.${ascii(last)}`
  let email = `${name}@${domain}`
  for (let number = 2; taken.has(email); number++) email = `${name}${number}@${domain}`
  taken.add(email)
  return email
}
