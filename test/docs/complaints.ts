/** What went wrong without being thrown to anybody: in Node on the console, in a page also errors and rejections nobody caught. */
export interface Complaints {
  readonly list: string[]
  /** Everything is as it was before. */
  end(): void
}

/**
 * Listens from now on. In a page, errors nobody caught stop here and count as complaints; in Node, Vitest notices them itself.
 * What is merely said is kept quiet: a sample may print what it likes.
 */
export function listen(): Complaints {
  const list: string[] = []
  const { error, warn, log, assert } = console
  const complain = (...words: readonly unknown[]): void => void list.push(words.map(textOf).join(' '))
  console.error = complain
  console.warn = complain
  console.log = () => {}
  console.assert = (condition, ...words: readonly unknown[]) => {
    if (condition !== true) complain('Assertion failed:', ...words)
  }

  function take(event: Event): void {
    const failure = event instanceof PromiseRejectionEvent ? event.reason : 'error' in event ? event.error : event
    complain('Uncaught:', failure)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const uncaught = ['error', 'unhandledrejection']
  const page = globalThis.document === undefined ? undefined : globalThis
  // Captured, so that it comes before Vitest's own listeners.
  for (const type of uncaught) page?.addEventListener(type, take, { capture: true })

  return {
    list,
    end() {
      Object.assign(console, { error, warn, log, assert })
      for (const type of uncaught) page?.removeEventListener(type, take, { capture: true })
    },
  }
}

function textOf(word: unknown): string {
  return word instanceof Error ? (word.stack ?? word.message) : String(word)
}
