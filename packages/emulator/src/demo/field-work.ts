import { toIso } from '../clock.ts'
import { oneOf } from './choices.ts'
import type { Person } from './companies.ts'
import { stagesBefore } from './stages.ts'
import { moments, type DemoWriter, type Properties } from './writer.ts'

type FieldType = 'services' | 'appointments' | 'courses' | 'listings' | 'projects'

const dayMs = 86_400_000

/**
 * What happens at customers: services, appointments, courses, rented machines, projects. All but projects stay out of sight until they are
 * activated in the object library.
 */
export function makeFieldWork(writer: DemoWriter, countEach: number, people: readonly Person[]): void {
  for (const type of ['services', 'appointments', 'courses', 'listings', 'projects'] as const) {
    const { account, random } = writer
    const pipeline = account.pipelines.get(type)?.[0]
    const withContact = writer.types(type, 'contacts', null)
    for (const createdAt of moments(writer, countEach, 200)) {
      const person = oneOf(random, people, createdAt)
      const stage = random.pick(pipeline?.stages ?? [])?.id
      const earlier = stagesBefore(random, pipeline, stage)
      const id = writer.place(
        type,
        createdAt,
        {
          ...propertiesOf(type, writer, createdAt, person?.company?.name ?? 'our hall'),
          hs_pipeline: pipeline?.id,
          hs_pipeline_stage: stage,
          hubspot_owner_id: person?.owner,
        },
        earlier.map(({ share, stage: hs_pipeline_stage }) => ({ share, properties: { hs_pipeline_stage } })),
      )
      if (person !== undefined) writer.associate(type, id, 'contacts', person.id, withContact)
    }
  }
}

function propertiesOf(type: FieldType, { random }: DemoWriter, at: number, where: string): Properties {
  switch (type) {
    case 'services':
      return { hs_name: `${random.pick(['Annual service', 'Safety inspection', 'Belt change'])} at ${where}` }
    case 'appointments': {
      const start = Math.floor(at / dayMs) * dayMs + random.between(1, 30) * dayMs + random.between(8, 15) * 3_600_000
      return {
        hs_appointment_name: `Fitters at ${where}`,
        hs_appointment_start: toIso(start),
        hs_appointment_end: toIso(start + 2 * 3_600_000),
      }
    }
    case 'courses':
      return { hs_course_name: random.pick(['Operator training', 'Safety of lifts', 'First aid for conveyors']) }
    case 'listings':
      return {
        hs_name: `${random.pick(['Warehouse lift', 'Conveyor', 'Packaging cell'])}, used`,
        hs_price: String(random.between(20, 180) * 100),
      }
    case 'projects':
      return { hs_name: `${random.pick(['New line', 'Retrofit', 'Move'])} at ${where}` }
  }
}
