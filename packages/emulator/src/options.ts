import type { TimeSource } from './clock.ts'
import type { App, TokenOption } from './oauth/index.ts'
import type { DemoProgress, DemoSize } from './demo/index.ts'
import type { Switches } from './switches.ts'

/** What an emulator is made with; everything has a default. */
export interface EmulatorOptions {
  /** The account's number. */
  readonly portalId?: number
  /** Ids, demo data and correlation ids follow from it. */
  readonly seed?: number
  /** The system's clock when absent; a frozen one (`{ now: () => 0 }`) moves only by `clock.advance`. */
  readonly clock?: TimeSource
  readonly switches?: Partial<Switches>
  /**
   * `nominal` (when absent) begins with the documented defaults, `adversarial` with whatever the documentation does not exclude, drawn from
   * the seed; `switches` come on top of either.
   */
  readonly mode?: 'nominal' | 'adversarial'
  /** The bearer tokens taken besides those that OAuth issues; any when absent. One without scopes has all. */
  readonly tokens?: readonly TokenOption[]
  /** The apps that OAuth and webhooks know; `defaultApp` alone when absent. */
  readonly apps?: readonly App[]
  /** A state to start with, saved by `save`; demo data are left out then. */
  readonly state?: unknown
  /** Demo data to start with; an empty account when absent or false. */
  readonly demo?: boolean | DemoSize
  /** Hears now and then how far the demo data is, and when all is made. */
  readonly onDemoProgress?: (progress: DemoProgress) => void
  /** How webhooks reach their apps; the system's `fetch` when absent. */
  readonly fetch?: (request: Request) => Promise<Response>
  /** How to wait out a `delay` fault; timers of the system when absent. */
  readonly sleep?: (durationMs: number) => Promise<void>
}
