import { memo, useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { DealRow } from './crm.ts'
import { stageLabel, type Stage } from './definitions.ts'
import { formatAmount, formatDay, formatPerson } from './format.ts'
import { PendingMark } from './pending-mark.tsx'

/** The list itself. Arrow keys go from row to row, Enter opens one. */
export function DealList({
  rows,
  stages,
  complete,
  onOpen,
}: {
  readonly rows: readonly DealRow[]
  readonly stages: readonly Stage[]
  readonly complete: boolean
  readonly onOpen: (row: DealRow) => void
}) {
  const [now] = useState(Date.now)
  return (
    <div className="deals" data-dim={!complete || undefined}>
      <div className="deal-head" aria-hidden="true">
        <span>Deal</span>
        <span>Contacts</span>
        <span>Stage</span>
        <span>Closes</span>
        <span className="number">Amount</span>
      </div>
      <ol className="deal-rows" aria-label="Open deals" onKeyDown={walk}>
        {rows.map((row) => (
          <DealItem key={row.$.key} row={row} stages={stages} complete={complete} now={now} onOpen={onOpen} />
        ))}
      </ol>
    </div>
  )
}

// Unchanged rows keep their identity, so only what changed is drawn again.
const DealItem = memo(function DealItem({
  row,
  stages,
  complete,
  now,
  onOpen,
}: {
  readonly row: DealRow
  readonly stages: readonly Stage[]
  readonly complete: boolean
  readonly now: number
  readonly onOpen: (row: DealRow) => void
}) {
  const changes = useChangeCount(row, complete)
  const overdue = row.closedate !== null && row.closedate < now
  return (
    <li data-deal={row.id}>
      {changes > 0 && <span key={changes} className="flash" aria-hidden="true" />}
      <button type="button" className="deal" onClick={() => onOpen(row)}>
        <span className="deal-name">
          <span className="strong">{row.dealname ?? 'No name'}</span>
          <PendingMark names={row.$.pending} />
          <span className="quiet">{row.companies?.name ?? (complete ? 'No company' : '…')}</span>
        </span>
        <span className="deal-meta">
          <span className="deal-stage">
            <span className="pill">{stageLabel(stages, row.dealstage)}</span>
          </span>
          <span className="deal-closes" data-overdue={overdue || undefined}>
            <span className="label">Closes </span>
            {formatDay(row.closedate)}
            {overdue && <span className="quiet"> overdue</span>}
          </span>
        </span>
        <span className="deal-contacts">
          {row.contacts.length === 0 && <span className="quiet">{complete ? 'No contacts' : '…'}</span>}
          {row.contacts.map((contact) => (
            <span key={contact.$.key} className="person">
              {formatPerson(contact)}
              <PendingMark names={contact.$.pending} />
            </span>
          ))}
        </span>
        <span className="deal-amount number">{formatAmount(row.amount)}</span>
      </button>
    </li>
  )
})

/** How often `row` became another one while it was shown; what arrives before the list is complete was only missing. */
function useChangeCount(row: DealRow, complete: boolean): number {
  const shown = useRef({ row, complete })
  const [changes, setChanges] = useState(0)
  useEffect(() => {
    const before = shown.current
    shown.current = { row, complete }
    if (before.complete && before.row !== row) setChanges((count) => count + 1)
  }, [row, complete])
  return changes
}

function walk(event: KeyboardEvent<HTMLOListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button === document.activeElement)
  const next = buttons[at + step]
  if (at === -1 || next === undefined) return
  event.preventDefault()
  next.focus()
}
