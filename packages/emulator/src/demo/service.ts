import { feedbackTexts, ticketSubjects } from '../data/demo-texts.ts'
import { oneOf } from './choices.ts'
import type { Person } from './companies.ts'
import { stagesBefore } from './stages.ts'
import { moments, type DemoWriter } from './writer.ts'

const dayMs = 86_400_000

/** Tickets with their way through the stages, and what people answered afterwards. */
export function makeService(
  writer: DemoWriter,
  counts: { readonly tickets: number; readonly feedback_submissions: number },
  people: readonly Person[],
): void {
  makeTickets(writer, counts.tickets, people)
  const fromContact = writer.types('feedback_submissions', 'contacts', null)
  for (const createdAt of moments(writer, counts.feedback_submissions, 300)) {
    const [score, text] = writer.random.pick(feedbackTexts)
    const id = writer.place('feedback_submissions', createdAt, {
      hs_submission_name: 'After the service visit',
      hs_content: text,
      hs_value: score,
    })
    const person = oneOf(writer.random, people, createdAt)
    if (person !== undefined) writer.associate('feedback_submissions', id, 'contacts', person.id, fromContact)
  }
}

function makeTickets(writer: DemoWriter, count: number, people: readonly Person[]): void {
  const { account, random } = writer
  const pipeline = account.pipelines.get('tickets')?.[0]
  const ofContact = writer.types('tickets', 'contacts', null)
  const ofCompany = writer.types('tickets', 'companies', null, 'Primary')
  const stages = pipeline?.stages ?? []
  for (const createdAt of moments(writer, count, 300)) {
    const ageDays = (account.clock.now() - createdAt) / dayMs
    const stage = random.chance(Math.min(0.95, ageDays / 20)) ? stages.at(-1) : random.pick(stages.slice(0, -1))
    const [subject, category, priority] = random.pick(ticketSubjects)
    const person = oneOf(random, people, createdAt)
    const earlier = stagesBefore(random, pipeline, stage?.id ?? '')
    const id = writer.place(
      'tickets',
      createdAt,
      {
        subject,
        content: person === undefined ? subject : `${subject}, reported by ${person.name}`,
        hs_pipeline: pipeline?.id,
        hs_pipeline_stage: stage?.id,
        hs_ticket_category: category,
        hs_ticket_priority: priority,
        hubspot_owner_id: person?.owner,
      },
      earlier.map(({ share, stage: hs_pipeline_stage }) => ({ share, properties: { hs_pipeline_stage } })),
    )
    if (person === undefined) continue
    writer.associate('tickets', id, 'contacts', person.id, ofContact)
    if (person.company !== undefined) writer.associate('tickets', id, 'companies', person.company.id, ofCompany)
  }
}
