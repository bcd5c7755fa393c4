import { useLive, useStatus } from '@holdfast/react'
import { useCallback, useEffect, useState } from 'react'
import { connectionOf, isLoading } from './caption.ts'
import { crm, openDealsOf, type DealRow } from './crm.ts'
import { DealEditor } from './deal-editor.tsx'
import { DealList } from './deal-list.tsx'
import type { Definitions } from './definitions.ts'
import { explain } from './explain.ts'
import { OpenFigures } from './open-figures.tsx'
import { OtherClientBar } from './other-client-bar.tsx'
import { OwnerPicker, useOwner } from './owner-picker.tsx'
import { ParkedPanel } from './parked-panel.tsx'
import { SidePanel } from './side-panel.tsx'
import { Skeleton } from './skeleton.tsx'
import { StatusBar } from './status-bar.tsx'

/** The page: one owner's open deals, where they came from, and what waits. */
export function App({ definitions }: { readonly definitions: Definitions }) {
  const [owner, chooseOwner] = useOwner(definitions.owners)
  const list = useLive(openDealsOf(owner))
  const status = useStatus()
  const [opened, setOpened] = useState<DealRow | null>(null)
  const [news, setNews] = useState('')
  const open = useCallback((row: DealRow) => setOpened(row), [])
  useEffect(() => {
    // That there is no network is no news: the status says so for as long as it lasts.
    const troubles = crm.trouble().subscribe((error) => {
      if (error.code !== 'api/offline') setNews(explain(error))
    })
    return () => troubles.unsubscribe()
  }, [])
  const loading = isLoading(list, list.rows.length)
  // A deal being edited may leave the list meanwhile: then what was last seen of it stays.
  const editing = opened && (list.rows.find((row) => row.$.key === opened.$.key) ?? opened)

  return (
    <>
      <header className="top">
        <div className="title">
          <h1>Open deals</h1>
          <OpenFigures owner={owner} />
        </div>
        <OwnerPicker owners={definitions.owners} owner={owner} onChoose={chooseOwner} />
        <button type="button" onClick={() => void crm.refresh().catch((error: unknown) => setNews(explain(error)))}>
          Refresh
        </button>
        <OtherClientBar rows={list.rows} stages={definitions.stages} owner={owner} onNews={setNews} />
      </header>
      <StatusBar
        list={list}
        rows={list.rows.length}
        total={list.total}
        asOf={list.asOf ?? status.asOf}
        connection={connectionOf(status)}
        pending={status.pending}
        parked={status.parked}
        requests={status.requests}
      />
      <p className="news" role="status">
        {news}
      </p>
      <main>
        <ParkedPanel />
        {loading ? (
          <Skeleton />
        ) : list.rows.length === 0 ? (
          <p className="empty">
            {list.completeness === 'complete'
              ? 'No open deals. A good day for a new one.'
              : 'Nothing of this list is on this device yet. It fills when HubSpot can be reached.'}
          </p>
        ) : (
          <DealList
            rows={list.rows}
            stages={definitions.stages}
            complete={list.completeness === 'complete'}
            onOpen={open}
          />
        )}
      </main>
      {editing && (
        <SidePanel title="Deal" onClose={() => setOpened(null)}>
          <DealEditor
            deal={editing}
            stages={definitions.stages}
            onSaved={(saved) => {
              setNews(saved)
              setOpened(null)
            }}
          />
        </SidePanel>
      )}
    </>
  )
}
