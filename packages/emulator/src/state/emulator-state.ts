import { HoldfastError } from '@holdfast/crm'
import type { SavedAccount } from '../account/index.ts'
import type { Planned } from '../faults/index.ts'
import type { RequestReport, SavedLimits } from '../gate/index.ts'
import type { SavedJournal } from '../journal/index.ts'
import type { SavedTokens } from '../oauth/index.ts'
import type { RandomState } from '../random.ts'
import type { Switches } from '../switches.ts'
import type { SavedWebhooks } from '../webhooks/index.ts'

/** Everything an emulator holds, as plain data: it can be stored as JSON, sent to another thread, and loaded again. */
export interface EmulatorState {
  readonly format: 'holdfast-emulator'
  readonly version: 1
  readonly portalId: number
  readonly now: number
  readonly switches: Switches
  readonly account: SavedAccount
  readonly tokens: SavedTokens
  readonly webhooks: SavedWebhooks
  readonly journal: SavedJournal
  readonly faults: readonly Planned[]
  readonly limits: SavedLimits
  readonly requests: RequestReport
  readonly randoms: readonly RandomState[]
}

/**
 * `value` as the state of an emulator. Throws `HoldfastError` `emulator/state-unreadable` for what is no state, or that of another version;
 * `file` says where it came from.
 */
export function parseState(value: unknown, file: string | null = null): EmulatorState {
  const state = value as Partial<EmulatorState> | null | undefined
  if (typeof state !== 'object' || state === null || state.format !== 'holdfast-emulator')
    throw unreadable('foreign', file)
  if (state.version !== 1) throw unreadable('version', file)
  const parts = [
    'switches',
    'account',
    'tokens',
    'webhooks',
    'journal',
    'faults',
    'limits',
    'requests',
    'randoms',
  ] as const
  if (parts.some((part) => typeof state[part] !== 'object') || !Number.isFinite(state.now))
    throw unreadable('damaged', file)
  return state as EmulatorState
}

/** What `load` answers; a state that only looked like one throws `HoldfastError` `emulator/state-unreadable`. */
export function understood<Result>(load: () => Result): Result {
  try {
    return load()
  } catch (error) {
    throw unreadable('damaged', null, error)
  }
}

const texts = {
  foreign: 'is not the state of an emulator.',
  version: 'was saved by another version of the emulator.',
  damaged: 'is damaged.',
} as const

/** Why a state cannot be loaded. */
export function unreadable(reason: keyof typeof texts, file: string | null, cause?: unknown): HoldfastError {
  const what = file === null ? 'This value' : `The file ${file}`
  return new HoldfastError(
    'emulator/state-unreadable',
    `${what} ${texts[reason]}`,
    'Name another file, or move this one away to begin anew; it was left as it is.',
    { reason, file },
    { cause },
  )
}
