import { toIso } from '../clock.ts'
import { callTitles, emailTexts, meetingTitles, messageTexts, noteTexts, taskSubjects } from '../data/demo-texts.ts'
import { oneOf } from './choices.ts'
import type { Person } from './companies.ts'
import type { Deal } from './deals.ts'
import { moments, type DemoWriter, type Properties } from './writer.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** How many activities of each kind there are for each contact. */
export const activityShares = {
  calls: 0.1,
  notes: 0.12,
  emails: 0.1,
  tasks: 0.07,
  meetings: 0.05,
  communications: 0.02,
  postal_mail: 0.01,
} as const

type Kind = keyof typeof activityShares

/** Calls, notes, emails, tasks, meetings, messages and letters with people, and with the deals they are about. */
export function makeActivities(
  writer: DemoWriter,
  counts: Readonly<Record<Kind, number>>,
  people: readonly Person[],
  deals: readonly Deal[],
): void {
  for (const kind of Object.keys(counts) as Kind[]) {
    const withContact = writer.types(kind, 'contacts', null)
    const withCompany = writer.types(kind, 'companies', null)
    const withDeal = writer.types(kind, 'deals', null)
    for (const createdAt of moments(writer, counts[kind], 400)) {
      // Every other one is about a deal, with somebody who decides there.
      const deal = writer.random.chance(0.5) ? oneOf(writer.random, deals, createdAt) : undefined
      const person = deal?.people[0] ?? oneOf(writer.random, people, createdAt)
      const id = writer.place(kind, createdAt, {
        ...propertiesOf(kind, writer, createdAt, person),
        hubspot_owner_id: deal?.owner ?? person?.owner,
      })
      if (deal !== undefined) writer.associate(kind, id, 'deals', deal.id, withDeal)
      if (person === undefined) continue
      writer.associate(kind, id, 'contacts', person.id, withContact)
      if (person.company !== undefined) writer.associate(kind, id, 'companies', person.company.id, withCompany)
    }
  }
}

function propertiesOf(kind: Kind, writer: DemoWriter, at: number, person: Person | undefined): Properties {
  const { random } = writer
  const hs_timestamp = toIso(Math.floor(at / 60_000) * 60_000)
  switch (kind) {
    case 'calls':
      return { hs_timestamp, ...callProperties(writer, person) }
    case 'notes':
      return { hs_timestamp, hs_note_body: `<p>${random.pick(noteTexts)}</p>` }
    case 'emails':
      return { hs_timestamp, ...emailProperties(writer) }
    case 'tasks':
      return taskProperties(writer, at, person)
    case 'meetings':
      return { hs_timestamp, ...meetingProperties(writer, at, person) }
    case 'communications':
      return {
        hs_timestamp,
        hs_communication_channel_type: random.pick(['SMS', 'WHATS_APP', 'LINKEDIN_MESSAGE']),
        hs_communication_body: random.pick(messageTexts),
        hs_communication_logged_from: 'CRM',
      }
    case 'postal_mail':
      return {
        hs_timestamp,
        hs_postal_mail_body: random.pick(['Brochure', 'Contract for signature', 'Season’s greetings']),
      }
  }
}

function callProperties({ random }: DemoWriter, person: Person | undefined): Properties {
  const status = random.pick(['COMPLETED', 'COMPLETED', 'COMPLETED', 'NO_ANSWER', 'BUSY'])
  const completed = status === 'COMPLETED'
  return {
    hs_call_title: `${random.pick(callTitles)}${person === undefined ? '' : ` with ${person.name}`}`,
    hs_call_body: completed ? random.pick(noteTexts) : undefined,
    hs_call_status: status,
    hs_call_duration: completed ? String(random.between(40, 1_500) * 1_000) : '0',
    hs_call_direction: random.pick(['OUTBOUND', 'OUTBOUND', 'INBOUND']),
  }
}

function emailProperties({ random }: DemoWriter): Properties {
  const [subject, text] = random.pick(emailTexts)
  return {
    hs_email_subject: subject,
    hs_email_text: text,
    hs_email_direction: subject.startsWith('Re:') ? 'INCOMING_EMAIL' : 'EMAIL',
    hs_email_status: random.chance(0.98) ? 'SENT' : 'BOUNCED',
  }
}

// Due some days after it was written; what was due long ago is done, mostly.
function taskProperties({ account, random }: DemoWriter, at: number, person: Person | undefined): Properties {
  const [subject, type] = random.pick(taskSubjects)
  const due = Math.floor(at / dayMs) * dayMs + random.between(1, 21) * dayMs + 8 * hourMs
  const done = random.chance(due < account.clock.now() ? 0.9 : 0.1)
  return {
    hs_timestamp: toIso(due),
    hs_task_subject: `${subject}${person === undefined ? '' : `: ${person.name}`}`,
    hs_task_status: done ? 'COMPLETED' : random.pick(['NOT_STARTED', 'NOT_STARTED', 'IN_PROGRESS', 'WAITING']),
    hs_task_priority: random.pick(['NONE', 'LOW', 'MEDIUM', 'HIGH']),
    hs_task_type: type,
  }
}

function meetingProperties({ account, random }: DemoWriter, at: number, person: Person | undefined): Properties {
  const start = Math.floor(at / dayMs) * dayMs + random.between(0, 20) * dayMs + random.between(8, 16) * hourMs
  const past = start < account.clock.now()
  return {
    hs_meeting_title: `${random.pick(meetingTitles)}${person === undefined ? '' : ` with ${person.name}`}`,
    hs_meeting_start_time: toIso(start),
    hs_meeting_end_time: toIso(start + random.pick([1, 1, 2]) * hourMs),
    hs_meeting_location: person?.company?.place[0],
    hs_meeting_outcome: past ? random.pick(['COMPLETED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW']) : 'SCHEDULED',
    hs_meeting_body: random.chance(0.4) ? random.pick(noteTexts) : undefined,
  }
}
