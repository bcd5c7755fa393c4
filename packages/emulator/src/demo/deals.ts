import type { Pipeline } from '../account/index.ts'
import { toIso } from '../clock.ts'
import { dealSubjects } from '../data/names.ts'
import type { Random } from '../random.ts'
import type { Company, Person } from './companies.ts'
import { some } from './choices.ts'
import { stagesBefore } from './stages.ts'
import { moments, ownerId, type DemoWriter } from './writer.ts'

/** A demo deal, as far as what hangs on it needs it. */
export interface Deal {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly won: boolean
  readonly owner: string
  readonly company: Company | undefined
  readonly people: readonly Person[]
}

const dayMs = 86_400_000

/** Deals of which about 60 % are open, each with its way through the stages. */
export function makeDeals(writer: DemoWriter, count: number, companies: readonly Company[]): readonly Deal[] {
  const { account, random } = writer
  // A stream of its own: with or without histories the deals are the same.
  const past = random.fork()
  const now = account.clock.now()
  const sold = writer.types('deals', 'companies', null, 'Primary')
  const known = writer.types('deals', 'contacts', null)
  const decided = writer.types('deals', 'contacts', null, 'Decision maker')
  return moments(writer, count, 540).map((createdAt) => {
    const company = companies.length > 0 ? random.pick(companies) : undefined
    const [subject, typical] = random.pick(dealSubjects)
    const { pipeline, stage, closed, won } = stageOf(writer, createdAt)
    const closedate = closed
      ? createdAt + (now - createdAt) * (0.2 + 0.75 * random.next())
      : now + random.between(-20, 130) * dayMs + random.between(8, 17) * 3_600_000
    const amount = Math.max(500, Math.round((typical * (0.4 + 1.6 * random.next())) / 50) * 50)
    const name = `${company?.name ?? 'Walk-in'} – ${subject}`
    const properties = {
      dealname: name,
      amount: random.chance(0.95) ? String(amount) : undefined,
      closedate: random.chance(0.97) ? toIso(Math.floor(closedate / 60_000) * 60_000) : undefined,
      pipeline: pipeline?.id,
      dealstage: stage,
      dealtype: random.chance(0.85) ? random.pick(['newbusiness', 'existingbusiness']) : undefined,
      deal_currency_code: 'EUR',
      hs_priority: random.chance(0.6) ? random.pick(['low', 'medium', 'high']) : undefined,
      hubspot_owner_id: random.chance(0.7) ? (company?.owner ?? ownerId(writer)) : ownerId(writer),
      description: random.chance(0.3) ? `${subject}, asked for by phone` : undefined,
    }
    const stages = stagesBefore(past, pipeline, stage)
    const earlier = stages.map(({ share, stage: dealstage }) => ({ share, properties: { dealstage } }))
    const id = writer.place('deals', createdAt, properties, earlier)
    const owner = properties.hubspot_owner_id
    if (company === undefined) return { id, name, createdAt, won, owner, company, people: [] }
    writer.associate('deals', id, 'companies', company.id, sold)
    const people = some(random, company.people, random.between(1, 4))
    for (const [index, person] of people.entries()) {
      const labelled = index === 0 && random.chance(0.6)
      writer.associate('deals', id, 'contacts', person.id, labelled ? decided : known)
    }
    return { id, name, createdAt, won, owner, company, people }
  })
}

interface Standing {
  readonly pipeline: Pipeline | undefined
  readonly stage: string
  readonly closed: boolean
  readonly won: boolean
}

// Older deals are rather closed: about 60 % are open over all.
function stageOf(
  { account, random }: { readonly account: DemoWriter['account']; readonly random: Random },
  createdAt: number,
): Standing {
  const ageDays = (account.clock.now() - createdAt) / dayMs
  const pipelines = account.pipelines.get('deals') ?? []
  const pipeline = pipelines[random.chance(0.15) ? 1 : 0]
  const closed = random.chance(Math.min(0.85, ageDays / 675))
  const stages = (pipeline?.stages ?? []).filter(({ metadata }) => (metadata['isClosed'] === 'true') === closed)
  const stage = random.pick(stages)
  return { pipeline, stage: stage.id, closed, won: closed && stage.metadata['probability'] === '1.0' }
}
