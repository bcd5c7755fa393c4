import type { Query } from '@holdfast/query'

/**
 * What tabs tell each other. A hint carries nothing to believe: receivers look into the stores, or do what they would be allowed to do
 * anyway.
 */
export type Hint =
  /** The cache has new entries. */
  | { readonly kind: 'cache' }
  /** The journal has changed. */
  | { readonly kind: 'journal' }
  /** What is to be kept on this device has changed. */
  | { readonly kind: 'pins' }
  /** A follower shows this query and lacks something of it. */
  | { readonly kind: 'want-query'; readonly query: Query }
  /** A follower needs this record. */
  | { readonly kind: 'want-record'; readonly objectType: string; readonly id: string }
  /** A follower's user asked for the newest state. */
  | { readonly kind: 'want-refresh' }

/** The hint in a message, null when it is none: other code of the same origin may post anything. */
export function parseHint(message: unknown): Hint | null {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return null
  switch (message.kind) {
    case 'cache':
    case 'journal':
    case 'pins':
    case 'want-refresh':
      return { kind: message.kind }
    case 'want-query':
      // The query itself is checked against the schema by whoever acts on it.
      return 'query' in message && typeof message.query === 'object' && message.query !== null
        ? (message as Hint)
        : null
    case 'want-record':
      return 'objectType' in message &&
        typeof message.objectType === 'string' &&
        'id' in message &&
        typeof message.id === 'string'
        ? { kind: 'want-record', objectType: message.objectType, id: message.id }
        : null
    default:
      return null
  }
}
