// @vitest-environment happy-dom
import type { LivePages, PagedResult } from '@holdfast/client'
import { act, cleanup, render, screen } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { Observable, Subject } from 'rxjs'
import { afterEach, describe, expect, test } from 'vitest'
import { usePages, type PagedQuery } from './index.ts'

/** A query whose lists a test feeds: one for each call of `pages`, as the client makes them. */
function fakePages(key: string) {
  const lists: { readonly results: Subject<PagedResult<string>>; loaded: number; watched: number }[] = []
  const query: PagedQuery<string> = {
    live: () => ({
      key,
      pages() {
        const list = { results: new Subject<PagedResult<string>>(), loaded: 0, watched: 0 }
        lists.push(list)
        const pages = new Observable<PagedResult<string>>((subscriber) => {
          list.watched += 1
          subscriber.add(() => (list.watched -= 1))
          subscriber.add(list.results.subscribe(subscriber))
        })
        return Object.assign(pages, { key, loadMore: () => void list.loaded++ }) as LivePages<string>
      },
    }),
  }
  const watched = () => lists.filter((list) => list.watched > 0)
  return { query, lists, watched }
}

function result(rows: readonly string[], hasMore: boolean): PagedResult<string> {
  return { completeness: 'complete', asOf: 1 as never, rows, total: null, pending: 0, source: 'cache', hasMore }
}

function List({ query }: { readonly query: PagedQuery<string> }): ReactNode {
  const { rows, hasMore, loadMore } = usePages(query)
  return (
    <>
      <p>{rows.join()}</p>
      {hasMore && (
        <button type="button" onClick={loadMore}>
          More
        </button>
      )}
    </>
  )
}

const strict = (page: ReactNode): ReactNode => <StrictMode>{page}</StrictMode>
const text = (): string => document.body.textContent ?? ''

afterEach(cleanup)

describe('usePages', () => {
  test('shows the rows there are, and asks for more of the very list it shows', () => {
    const { query, watched } = fakePages('a')
    render(strict(<List query={query} />))
    expect(text()).toBe('')
    const [list] = watched()
    act(() => list?.results.next(result(['1', '2'], true)))
    expect(text()).toBe('1,2More')
    act(() => screen.getByRole('button').click())
    expect(list?.loaded).toBe(1)
    act(() => list?.results.next(result(['1', '2', '3'], false)))
    expect(text()).toBe('1,2,3')
  })

  test('keeps its list while an equal query is built anew, and begins anew with another', () => {
    const one = fakePages('a')
    const equal = fakePages('a')
    const other = fakePages('b')
    const { rerender } = render(<List query={one.query} />)
    act(() => one.watched()[0]?.results.next(result(['1'], false)))
    rerender(<List query={equal.query} />)
    expect([text(), equal.lists.length]).toEqual(['1', 0])
    rerender(<List query={other.query} />)
    expect([text(), one.watched().length, other.watched().length]).toEqual(['', 0, 1])
  })

  test('lets its list go when it is shown no more', () => {
    const { query, watched } = fakePages('a')
    const { unmount } = render(strict(<List query={query} />))
    expect(watched()).toHaveLength(1)
    unmount()
    expect(watched()).toHaveLength(0)
  })
})
