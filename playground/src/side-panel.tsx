import { useEffect, useRef, type ReactNode } from 'react'

/** A modal dialog at the side. The platform keeps the focus inside, closes it on Escape and gives the focus back. */
export function SidePanel({
  title,
  onClose,
  children,
}: {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="panel"
      aria-labelledby="panel-title"
      // React's StrictMode closes and opens once more before the first `close` arrives.
      onClose={(event) => {
        if (!event.currentTarget.open) onClose()
      }}
    >
      <header className="panel-head">
        <h2 id="panel-title">{title}</h2>
        <button type="button" className="plain" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  )
}
