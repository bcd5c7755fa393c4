import { toIso } from '../clock.ts'
import { events } from '../data/demo-texts.ts'
import { moments, type DemoWriter } from './writer.ts'

const dayMs = 86_400_000

/** Our own side: the users behind the owners, their goals, and the events where customers are met. */
export function makeOrganisation(writer: DemoWriter): void {
  const { account } = writer
  const now = account.clock.now()
  const [at = now - 1] = moments(writer, 1, 300)
  for (const { id, email, userIdIncludingInactive } of account.owners) {
    writer.place('users', at, {
      hs_email: email,
      hs_internal_user_id: String(userIdIncludingInactive),
      hs_job_title: 'Field sales',
    })
    writer.place('goal_targets', at, {
      hs_goal_name: 'Closed this year',
      hs_target_amount: '750000',
      hs_start_datetime: toIso(yearStart(now)),
      hs_end_datetime: toIso(yearStart(now + 366 * dayMs)),
      hubspot_owner_id: id,
    })
  }
  for (const [index, [name, description]] of events.entries()) {
    const start = Math.floor(now / dayMs) * dayMs + (index * 45 - 90) * dayMs + 9 * 3_600_000
    writer.place('marketing_events', at, {
      hs_event_name: name,
      hs_event_description: description,
      hs_start_datetime: toIso(start),
      hs_end_datetime: toIso(start + 8 * 3_600_000),
    })
  }
}

/** How many records {@link makeOrganisation} makes. */
export function expectedOrganisation({ owners }: DemoWriter['account']): number {
  return 2 * owners.length + events.length
}

function yearStart(at: number): number {
  return Date.UTC(new Date(at).getUTCFullYear(), 0, 1)
}
