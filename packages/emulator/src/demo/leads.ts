import { oneOf } from './choices.ts'
import type { Person } from './companies.ts'
import { stagesBefore } from './stages.ts'
import { moments, type DemoWriter } from './writer.ts'

/** Leads, each with the contact it is about and its way through the stages. */
export function makeLeads(writer: DemoWriter, count: number, people: readonly Person[]): void {
  const { account, random } = writer
  const pipeline = account.pipelines.get('leads')?.[0]
  const about = writer.types('leads', 'contacts', null, 'Primary')
  for (const createdAt of moments(writer, people.length === 0 ? 0 : count, 120)) {
    const person = oneOf(random, people, createdAt)
    if (person === undefined) continue
    const stage = random.pick(pipeline?.stages ?? [])?.id
    const earlier = stagesBefore(random, pipeline, stage)
    const id = writer.place(
      'leads',
      createdAt,
      {
        hs_lead_name: `${person.name}, ${random.pick(['second lift', 'spare parts', 'maintenance', 'new hall'])}`,
        hs_lead_label: random.pick(['HOT', 'WARM', 'WARM', 'COLD']),
        hs_lead_type: random.pick(['NEW_BUSINESS', 'NEW_BUSINESS', 'UPSELL', 'RE_ATTEMPTING']),
        hs_pipeline: pipeline?.id,
        hs_pipeline_stage: stage,
        hubspot_owner_id: person.owner,
      },
      earlier.map(({ share, stage: hs_pipeline_stage }) => ({ share, properties: { hs_pipeline_stage } })),
    )
    writer.associate('leads', id, 'contacts', person.id, about)
  }
}
