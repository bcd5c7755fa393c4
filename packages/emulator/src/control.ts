import type { AccountControl } from './account-control.ts'
import type { AuditEntry } from './account/index.ts'
import type { EmulatorClock } from './clock.ts'
import type { Fault } from './faults/index.ts'
import type { RequestReport } from './gate/index.ts'
import type { Authorization, TokenOption } from './oauth/index.ts'
import type { EmulatorState } from './state/index.ts'
import type { Switches } from './switches.ts'
import type { DeliveryEntry } from './webhooks/index.ts'

/** What can be asked of and done to an emulator besides requests; the same over HTTP under `/_emulator`. */
export interface Control {
  readonly clock: EmulatorClock
  /** The account from inside: arrange data, look at it. */
  readonly account: AccountControl
  /** Every applied write that was received, in order. */
  audit(): readonly AuditEntry[]
  /** Every request counted, refused ones too. */
  requests(): RequestReport
  switches(): Switches
  /** Throws `TypeError` for an unknown switch or value. */
  setSwitches(changes: Partial<Switches>): void
  addFault(fault: Fault): void
  /** The faults that may still happen. */
  faults(): readonly Fault[]
  clearFaults(): void
  /** The tokens taken from now on besides issued ones; null takes any. */
  setTokens(tokens: readonly TokenOption[] | null): void
  /** From now on this token is answered as expired. */
  expireToken(token: string): void
  /** A user's agreement on the authorize page: the code to exchange, once. Throws `TypeError` for an unknown app, address or scope. */
  authorize(authorization?: Authorization): string
  /** The file an entry of the webhooks journal points to; throws `TypeError` when it is no more. */
  journalFile(query: Readonly<Record<string, unknown>>): object
  /** The latest attempts to deliver webhooks. */
  deliveries(): readonly DeliveryEntry[]
  /** Resolves when no webhook is under way or due. */
  delivered(): Promise<void>
  /** Everything the emulator holds, as plain data. */
  save(): EmulatorState
  /** Takes the place of everything the emulator holds; its clock never goes back. Throws `HoldfastError` `emulator/state-unreadable`. */
  load(state: unknown): void
  /** Everything as it was at the start, except the clock. */
  reset(): void
}
