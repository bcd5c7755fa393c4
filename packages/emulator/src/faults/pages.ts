import type { Answer } from '../route.ts'

interface Page {
  readonly results: readonly unknown[]
  readonly paging?: { readonly next?: { readonly after: string } }
}

/** Moves a page of a search by `rows`; the next page begins where it would have. */
export function shiftPage(rows: number): {
  body(body: unknown): unknown
  after(answer: Answer): Promise<Answer>
} {
  let moved = 0
  return {
    body(body) {
      const request = (body ?? {}) as { readonly after?: unknown }
      const after = Number(request.after ?? 0)
      // Nothing stands before the first row.
      moved = Number.isInteger(after) ? Math.max(0, after + rows) - after : 0
      return moved === 0 ? body : { ...request, after: String(after + moved) }
    },
    after: (answer) => Promise.resolve(withNext(answer, (after) => after - moved)),
  }
}

/** Takes rows from the end of a page that is not the last; the next page begins with them. */
export function shortenPage(answer: Answer, rows: number): Answer {
  const page = pageOf(answer)
  if (page?.paging?.next === undefined || !/^\d+$/.test(page.paging.next.after)) return answer
  const taken = Math.min(rows, page.results.length)
  const results = page.results.slice(0, page.results.length - taken)
  const first = page.results[results.length] as { readonly id?: unknown }
  return withNext({ ...answer, body: { ...page, results } }, (after) =>
    // A list goes on from a record's id, a search from a number of rows.
    'total' in page ? after - taken : Number(first.id),
  )
}

function withNext(answer: Answer, change: (after: number) => number): Answer {
  const page = pageOf(answer)
  const next = page?.paging?.next
  if (page === undefined || next === undefined) return answer
  return {
    ...answer,
    body: { ...page, paging: { ...page.paging, next: { ...next, after: String(change(Number(next.after))) } } },
  }
}

function pageOf({ body }: Answer): Page | undefined {
  return typeof body === 'object' && body !== null && Array.isArray((body as Page).results) ? (body as Page) : undefined
}
