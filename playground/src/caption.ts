/** Where a list came from and how much of it is here, as `useLive` reports it. */
export type ListState =
  | { readonly completeness: 'complete'; readonly source: 'cache' | 'remote' | 'stored' }
  | {
      readonly completeness: 'partial' | 'local-only'
      readonly source: 'cache' | 'remote' | 'stored'
      readonly why: readonly string[]
    }

/** What is known of the way to HubSpot. */
export type Connection = 'starting' | 'online' | 'offline'

/** Whether HubSpot can be reached; while the worker is starting, nobody has looked. */
export function connectionOf(status: { readonly role: string; readonly online: boolean }): Connection {
  if (status.role === 'starting') return 'starting'
  return status.online ? 'online' : 'offline'
}

/** Where the rows came from, in words. */
export function sourceCaption({ source }: ListState): string {
  switch (source) {
    case 'cache':
      return 'From this device, no request'
    case 'remote':
      return 'From HubSpot'
    case 'stored':
      return 'As you left it'
  }
}

/** How much of the list is here, in words. */
export function completenessCaption(state: ListState): string {
  switch (state.completeness) {
    case 'complete':
      return 'Complete'
    case 'partial':
      return `Not everything yet: ${reasons(state.why)}`
    case 'local-only':
      return `Only what is on this device: ${reasons(state.why)}`
  }
}

/** Is the first answer still on its way, so that there is nothing to show? */
export function isLoading(state: ListState, rowCount: number): boolean {
  return (
    rowCount === 0 && state.completeness !== 'complete' && (state.why.length === 0 || state.why.includes('loading'))
  )
}

const reasonWords: Readonly<Record<string, string>> = {
  loading: 'loading',
  offline: 'offline',
  'rate-limited': 'waiting for HubSpot’s rate limit',
  'needs-auth': 'sign-in needed',
  forbidden: 'not allowed to read this',
  unavailable: 'HubSpot does not answer',
  'not-searchable': 'HubSpot cannot search for this',
  refused: 'HubSpot refused the search',
}

function reasons(why: readonly string[]): string {
  return why.map((reason) => reasonWords[reason] ?? reason).join(', ') || 'loading'
}
