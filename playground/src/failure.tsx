import { Component, type ReactNode } from 'react'
import { explain } from './explain.ts'

/** What is shown when the page cannot go on. */
export function Failure({ error }: { readonly error: unknown }) {
  return (
    <div className="failure" role="alert">
      <h1>The deals cannot be shown</h1>
      <p>{explain(error)}</p>
      <button type="button" onClick={() => location.reload()}>
        Try again
      </button>
    </div>
  )
}

/** Shows a {@link Failure} in place of components that threw; React knows such boundaries as classes only. */
export class FailureBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override readonly state: { readonly error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Failure error={this.state.error} />
  }
}
