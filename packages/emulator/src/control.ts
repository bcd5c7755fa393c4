import type { AuditEntry } from './account/index.ts'
import type { EmulatorClock } from './clock.ts'
import type { Fault, RequestReport } from './gate/index.ts'
import type { Switches } from './switches.ts'

/** What can be asked of and done to an emulator besides requests; the same over HTTP under `/_emulator`. */
export interface Control {
  readonly clock: EmulatorClock
  /** Every applied write that was received, in order. */
  audit(): readonly AuditEntry[]
  /** Every request counted, refused ones too. */
  requests(): RequestReport
  switches(): Switches
  /** Throws `TypeError` for an unknown switch or value. */
  setSwitches(changes: Partial<Switches>): void
  addFault(fault: Fault): void
  clearFaults(): void
  /** Everything as it was at the start, except the clock. */
  reset(): void
}
