import { useState } from 'react'
import type { DealRow } from './crm.ts'
import type { Stage } from './definitions.ts'
import { explain } from './explain.ts'
import { handOverDeal, moveDeal, winDeal } from './other-client.ts'

/** Buttons that change deals behind this app's back, the way a colleague or an integration does. */
export function OtherClientBar({
  rows,
  stages,
  owner,
  onNews,
}: {
  readonly rows: readonly DealRow[]
  readonly stages: readonly Stage[]
  readonly owner: string
  readonly onNews: (news: string) => void
}) {
  const [busy, setBusy] = useState(false)

  async function act(change: () => Promise<string>) {
    setBusy(true)
    try {
      onNews(await change())
    } catch (error) {
      onNews(explain(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <fieldset className="other-client" disabled={busy}>
      <legend>As another client</legend>
      <button type="button" onClick={() => void act(() => moveDeal(rows))}>
        Change a deal
      </button>
      <button type="button" onClick={() => void act(() => winDeal(rows, stages))}>
        Win one
      </button>
      <button type="button" onClick={() => void act(() => handOverDeal(owner))}>
        Hand one over
      </button>
    </fieldset>
  )
}
