import type { Runnable } from '../ast.ts'

/**
 * What running a query gives, told to the builder by whoever runs it: the builder fills in `row`, and `this['row']` stands for it in the others.
 * So `interface Once extends Execution { readonly get: Promise<readonly this['row'][]> }` types `get` for every query, and this package need not know
 * promises, streams or who makes them.
 */
export interface Execution {
  /** The row of the query at hand. */
  readonly row: unknown
  /** What `live()` gives. */
  readonly live: unknown
  /** What `get()` gives. */
  readonly get: unknown
  /** What `get()` may be given. */
  readonly options: unknown
  /** What `explain()` gives. */
  readonly explain: unknown
}

/** The execution `E` for rows of type `Row`. */
export type Executed<E extends Execution, Row, What extends 'live' | 'get' | 'explain'> = (E & {
  readonly row: Row
})[What]

/** Of a builder that nobody runs: its queries are data to pass on, and running one throws `TypeError`. */
export interface NoExecution extends Execution {
  readonly live: never
  readonly get: never
  readonly options: never
  readonly explain: never
}

/** Runs queries for a builder. `key` makes the query's {@link queryKey}, for who lets equal queries share one answer. */
export interface Executor<E extends Execution = Execution> {
  readonly live: (query: Runnable, key: () => string) => E['live']
  readonly get: (query: Runnable, key: () => string, options: E['options'] | undefined) => E['get']
  readonly explain: (query: Runnable, key: () => string) => E['explain']
}
