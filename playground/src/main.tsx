import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadDefinitions } from './definitions.ts'
import { explain } from './explain.ts'
import { Skeleton } from './skeleton.tsx'

const root = createRoot(document.getElementById('root') ?? document.body)
const show = (page: ReactNode) => root.render(<StrictMode>{page}</StrictMode>)

show(<Skeleton />)
try {
  // The app's module opens the account, which may fail: only then is there something to say.
  const [{ App }, definitions] = await Promise.all([import('./app.tsx'), loadDefinitions()])
  show(<App definitions={definitions} />)
} catch (error) {
  show(
    <div className="failure" role="alert">
      <h1>The deals cannot be shown</h1>
      <p>{explain(error)}</p>
      <button type="button" onClick={() => location.reload()}>
        Try again
      </button>
    </div>,
  )
}

// In development Vite serves every file anew; a kept copy would be yesterday's.
if (import.meta.env.PROD && 'serviceWorker' in navigator) await navigator.serviceWorker.register('/sw.js')
