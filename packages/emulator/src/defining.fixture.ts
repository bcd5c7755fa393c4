import { createEmulator, type Emulator } from './emulator.ts'
import type { Switches } from './switches.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from './testing.ts'

/** An account in which deals can get the property `visits`. */
export interface DefiningAccount {
  readonly emulator: Emulator
  readonly call: Caller
  /** Creates `visits`, with `body` over it. */
  readonly define: (body?: object) => Promise<Reply>
}

/** An empty account whose only lag is that of `switches`. */
export function defining(switches: Partial<Switches> = {}): DefiningAccount {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  const call = createCaller(emulator)
  return { emulator, call, define: (body) => call('POST', '/crm/properties/2026-09/deals', { ...visits, ...body }) }
}

/** What a create of a property carries at least. */
export interface DefinedBody {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly fieldType: string
  readonly groupName: string
}

/** A number. */
export const visits: DefinedBody = {
  name: 'visits',
  label: 'Visits',
  type: 'number',
  fieldType: 'number',
  groupName: 'dealinformation',
}

/** One of two options. */
export const moods: DefinedBody & { readonly options: readonly object[] } = {
  name: 'mood',
  label: 'Mood',
  type: 'enumeration',
  fieldType: 'radio',
  groupName: 'dealinformation',
  options: [
    { label: 'Good', value: 'good', hidden: false },
    { label: 'Bad', value: 'bad', hidden: true, description: 'Ask again', displayOrder: 7 },
  ],
}
