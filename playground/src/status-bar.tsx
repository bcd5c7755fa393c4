import type { ReactNode } from 'react'
import { completenessCaption, isLoading, sourceCaption, type Connection, type ListState } from './caption.ts'
import { formatTime } from './format.ts'

/** What one may want to know of the list and of the engine behind it. */
export interface Condition {
  readonly list: ListState
  readonly rows: number
  readonly total: number | null
  readonly asOf: number | null
  readonly connection: Connection
  readonly pending: number
  readonly parked: number
  readonly requests: Readonly<Record<string, number>>
}

const badges: Readonly<Record<Connection, { readonly text: string; readonly tone?: 'good' | 'calm' }>> = {
  starting: { text: 'Starting' },
  online: { text: 'Online', tone: 'good' },
  offline: { text: 'Offline', tone: 'calm' },
}

/** Where the list came from and what waits; its first sentence is announced when it changes. */
export function StatusBar({ list, rows, total, asOf, connection, pending, parked, requests }: Condition) {
  const sent = Object.values(requests).reduce((sum, count) => sum + count, 0)
  const loading = isLoading(list, rows)
  const lanes = Object.entries(requests)
    .filter(([, count]) => count > 0)
    .map(([lane, count]) => `${lane} ${count}`)
    .join(', ')
  return (
    <section className="status" aria-label="Status">
      <p className="status-line" role="status">
        <span className="badge" data-tone={badges[connection].tone}>
          {badges[connection].text}
        </span>
        <span data-testid="source">{loading ? 'Loading…' : sourceCaption(list)}</span>
        <span data-testid="completeness">{loading ? '' : completenessCaption(list)}</span>
      </p>
      <dl className="facts">
        <Fact name="Rows">{total !== null && total !== rows ? `${rows} of ${total}` : rows}</Fact>
        <Fact name="As of">{formatTime(asOf)}</Fact>
        <Fact name="Requests" hint={lanes || 'none since this page started'}>
          {sent}
        </Fact>
        <Fact name="Pending" tone={pending > 0 ? 'pending' : undefined}>
          {pending}
        </Fact>
        <Fact name="Parked" tone={parked > 0 ? 'bad' : undefined}>
          {parked}
        </Fact>
      </dl>
    </section>
  )
}

function Fact({
  name,
  hint,
  tone,
  children,
}: {
  readonly name: string
  readonly hint?: string
  readonly tone?: 'pending' | 'bad' | undefined
  readonly children: ReactNode
}) {
  return (
    <div data-tone={tone} title={hint}>
      <dt>{name}</dt>
      <dd data-testid={`fact-${name.toLowerCase().replaceAll(' ', '-')}`}>{children}</dd>
    </div>
  )
}
