import type { Hono } from 'hono'
import type { Account } from './account/index.ts'
import type { Faults } from './faults/index.ts'
import type { Limits, RequestLog } from './gate/index.ts'
import type { Journal } from './journal/index.ts'
import type { OAuth, Tokens } from './oauth/index.ts'
import type { Random } from './random.ts'
import type { Schedule } from './schedule.ts'
import type { Webhooks } from './webhooks/index.ts'

/** What an emulator is made of; a reset makes all of it anew. */
export interface Parts {
  readonly account: Account
  readonly app: Hono
  readonly log: RequestLog
  readonly faults: Faults
  readonly limits: Limits
  readonly tokens: Tokens
  readonly oauth: OAuth
  readonly schedule: Schedule
  readonly webhooks: Webhooks
  readonly journal: Journal
  /** The sources of numbers besides the account's own. */
  readonly randoms: readonly Random[]
}
