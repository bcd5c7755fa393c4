import { CrmProvider } from '@holdfast/react'
import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadDefinitions } from './definitions.ts'
import { Failure, FailureBoundary } from './failure.tsx'
import { Skeleton } from './skeleton.tsx'

const root = createRoot(document.getElementById('root') ?? document.body)
const show = (page: ReactNode) => root.render(<StrictMode>{page}</StrictMode>)

show(<Skeleton />)
try {
  // Importing the account opens it, which may fail: then there is something to say.
  const [{ App }, { crm }, definitions] = await Promise.all([
    import('./app.tsx'),
    import('./crm.ts'),
    loadDefinitions(),
  ])
  show(
    <FailureBoundary>
      <CrmProvider crm={crm}>
        <App definitions={definitions} />
      </CrmProvider>
    </FailureBoundary>,
  )
} catch (error) {
  show(<Failure error={error} />)
}

// In development Vite serves every file anew; a kept copy would be yesterday's.
if (import.meta.env.PROD && 'serviceWorker' in navigator) await navigator.serviceWorker.register('/sw.js')
