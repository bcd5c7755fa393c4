import type { ErrorData } from '@holdfast/crm'

/** What went wrong, for those who watch. */
export interface Troubles {
  readonly tell: (error: ErrorData) => void
  /** Answers how to stop. Whoever comes first hears of what went wrong before: a damaged store is met at the start. */
  readonly listen: (react: (error: ErrorData) => void) => () => void
}

// Nobody may ever come.
const mostUnheard = 20

/** Nothing went wrong yet. */
export function createTroubles(): Troubles {
  const listeners = new Set<(error: ErrorData) => void>()
  let unheard: readonly ErrorData[] = []
  return {
    tell(error) {
      if (listeners.size === 0) unheard = [...unheard, error].slice(-mostUnheard)
      for (const react of listeners) react(error)
    },
    listen(react) {
      listeners.add(react)
      unheard.forEach(react)
      unheard = []
      return () => listeners.delete(react)
    },
  }
}
