// @vitest-environment happy-dom
import type { Crm, LiveResults, QueryResult, RecordResult, RecordResults, Schema } from '@holdfast/client'
import { act, cleanup, render, screen } from '@testing-library/react'
import { Component, memo, StrictMode, useLayoutEffect, type ReactNode } from 'react'
import { BehaviorSubject, Observable, ReplaySubject, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CrmProvider, useCrm, useLive, useParked, usePins, useRecord, useStatus, type LiveQuery } from './index.ts'

interface Deal {
  readonly id: string
  readonly name: string
}

/** A query whose view a test feeds; it counts how often it was opened, and stays open for late comers as the client's do. */
interface FakeQuery extends LiveQuery<Deal> {
  readonly opened: () => number
  readonly watched: () => number
  readonly send: (result: QueryResult<Deal>) => void
  readonly fail: (error: Error) => void
}

function fakeQuery(key: string): FakeQuery {
  let results = new ReplaySubject<QueryResult<Deal>>(1)
  let latest: QueryResult<Deal> | null = null
  let opened = 0
  let watched = 0
  return {
    opened: () => opened,
    watched: () => watched,
    send(result) {
      latest = result
      results.next(result)
    },
    fail(error) {
      const failed = results
      results = new ReplaySubject(1)
      latest = null
      failed.error(error)
    },
    live() {
      const live = new Observable<QueryResult<Deal>>((subscriber) => {
        opened += 1
        watched += 1
        subscriber.add(() => (watched -= 1))
        subscriber.add(results.subscribe(subscriber))
      })
      return Object.defineProperties(live, {
        key: { value: key },
        latest: { get: () => latest },
      }) as LiveResults<Deal>
    },
  }
}

function complete(...rows: readonly Deal[]): QueryResult<Deal> {
  return { completeness: 'complete', asOf: 1 as never, rows, total: null, pending: 0, source: 'cache' }
}

const lift: Deal = { id: '1', name: 'Lift' }
const door: Deal = { id: '2', name: 'Door' }

const strict = (page: ReactNode): ReactNode => <StrictMode>{page}</StrictMode>
const text = (): string => document.body.textContent ?? ''

beforeEach(() => {
  // React repeats what it throws to a boundary on the console; here that is what is tested.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null }
  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <button type="button" onClick={() => this.setState({ error: null })}>
        {error.message}
      </button>
    )
  }
}

describe('useLive', () => {
  function List({ query }: { readonly query: LiveQuery<Deal> }): ReactNode {
    const result = useLive(query)
    const why = result.completeness === 'complete' ? 'all' : result.why.join()
    return (
      <p>
        {why}: {result.rows.map(({ name }) => name).join()}
      </p>
    )
  }

  test('shows an empty, loading result before anything is known', () => {
    render(strict(<List query={fakeQuery('a')} />))
    expect(text()).toBe('loading: ')
  })

  test('shows the rows, and each change', () => {
    const query = fakeQuery('a')
    render(strict(<List query={query} />))
    act(() => query.send(complete(lift)))
    expect(text()).toBe('all: Lift')
    act(() => query.send(complete(lift, door)))
    expect(text()).toBe('all: Lift,Door')
  })

  test('shows at once what another component shows already', () => {
    const query = fakeQuery('a')
    const shown: string[] = []
    function Second(): ReactNode {
      const { rows } = useLive(query)
      shown.push(rows.map(({ name }) => name).join())
      return null
    }
    render(strict(<List query={query} />))
    act(() => query.send(complete(lift)))
    render(strict(<Second />))
    expect(new Set(shown)).toEqual(new Set(['Lift']))
  })

  test('[UI1] watches once however often the query is built anew', () => {
    const query = fakeQuery('a')
    const rebuilt = (): LiveQuery<Deal> => ({ live: () => query.live() })
    const { rerender } = render(strict(<List query={rebuilt()} />))
    const { opened } = query
    const before = opened()
    for (let times = 0; times < 5; times++) rerender(strict(<List query={rebuilt()} />))
    expect(opened()).toBe(before)
    expect(query.watched()).toBe(1)
  })

  test('[UI2] shows no rows of another query after a change of the query', () => {
    const [first, second] = [fakeQuery('a'), fakeQuery('b')]
    const { rerender } = render(strict(<List query={first} />))
    act(() => first.send(complete(lift)))
    rerender(strict(<List query={second} />))
    expect(text()).toBe('loading: ')
    expect(first.watched()).toBe(0)
    act(() => second.send(complete(door)))
    expect(text()).toBe('all: Door')
  })

  test('stops watching when its component leaves', () => {
    const query = fakeQuery('a')
    const { unmount } = render(strict(<List query={query} />))
    unmount()
    expect(query.watched()).toBe(0)
  })

  test('opens nothing while rendering', () => {
    const query = fakeQuery('a')
    function Never(): ReactNode {
      useLive(query)
      throw new Error('not yet')
    }
    render(
      strict(
        <Boundary>
          <Never />
        </Boundary>,
      ),
    )
    expect(query.opened()).toBe(0)
  })

  test('[UI3] renders only what changed: rows keep their identity', () => {
    const query = fakeQuery('a')
    const renders: string[] = []
    const Row = memo(function Row({ deal }: { readonly deal: Deal }): ReactNode {
      renders.push(deal.name)
      return null
    })
    function Rows(): ReactNode {
      return useLive(query).rows.map((deal) => <Row key={deal.id} deal={deal} />)
    }
    render(<Rows />)
    act(() => query.send(complete(lift, door)))
    renders.length = 0
    act(() => query.send(complete(lift, { ...door, name: 'Gate' })))
    expect(renders).toEqual(['Gate'])
  })

  test('[UI3] never shows two states of one query in one commit', () => {
    const query = fakeQuery('a')
    const seen: string[] = []
    function One({ name }: { readonly name: string }): ReactNode {
      const { rows } = useLive(query)
      // Runs once per commit that changed this component, when the document shows all of that commit.
      useLayoutEffect(() => void seen.push(text()), [rows])
      return <i>{`${name}${rows.length}`}</i>
    }
    render(
      strict(
        <>
          <One name="a" />
          <One name="b" />
        </>,
      ),
    )
    act(() => query.send(complete(lift)))
    expect(new Set(seen)).toEqual(new Set(['a0b0', 'a1b1']))
  })

  test('[UI4] throws to the boundary what ends the stream, and watches anew when mounted anew', () => {
    const query = fakeQuery('a')
    render(
      strict(
        <Boundary>
          <List query={query} />
        </Boundary>,
      ),
    )
    act(() => query.send(complete(lift)))
    act(() => query.fail(new Error('no scope')))
    expect(text()).toBe('no scope')
    act(() => screen.getByRole('button').click())
    expect(text()).toBe('loading: ')
    act(() => query.send(complete(door)))
    expect(text()).toBe('all: Door')
  })
})

describe('useRecord', () => {
  test('shows nothing known, then the record, and follows the id', () => {
    const subjects = new Map([
      ['1', new Subject<RecordResult<Deal>>()],
      ['2', new Subject<RecordResult<Deal>>()],
    ])
    const deals = {
      record: (id: string) =>
        Object.defineProperties(
          new Observable<RecordResult<Deal>>((subscriber) => subscriber.add(subjects.get(id)?.subscribe(subscriber))),
          {
            key: { value: id },
            latest: { value: null },
          },
        ) as RecordResults<Deal>,
    }
    function One({ id }: { readonly id: string }): ReactNode {
      const result = useRecord(deals, id)
      return `${result.completeness} ${result.row?.name ?? 'none'}`
    }
    const { rows: _, ...known } = complete()
    const { rerender } = render(strict(<One id="1" />))
    expect(text()).toBe('partial none')
    act(() => subjects.get('1')?.next({ ...known, row: lift }))
    expect(text()).toBe('complete Lift')
    rerender(strict(<One id="2" />))
    expect(text()).toBe('partial none')
    act(() => subjects.get('2')?.next({ ...known, row: null }))
    expect(text()).toBe('complete none')
  })
})

describe('with a provider', () => {
  const status = new BehaviorSubject({ online: true, pending: 0 })
  const parked = new ReplaySubject<readonly { readonly key: string }[]>(1)
  const pins = new ReplaySubject<readonly { readonly name: string }[]>(1)
  const crm = { status: () => status, parked: () => parked, pins: () => pins } as unknown as Crm<Schema>

  test('useStatus shows the present status in the first render, and each change', () => {
    const shown: string[] = []
    function Bar(): ReactNode {
      const { online, pending } = useStatus()
      shown.push(`${online} ${pending}`)
      return null
    }
    render(
      strict(
        <CrmProvider crm={crm}>
          <Bar />
        </CrmProvider>,
      ),
    )
    expect(new Set(shown)).toEqual(new Set(['true 0']))
    act(() => status.next({ online: false, pending: 2 }))
    expect(shown.at(-1)).toBe('false 2')
    expect(status.observed).toBe(true)
    cleanup()
    expect(status.observed).toBe(false)
  })

  test('useParked and usePins show none, then what is parked, and what is pinned', () => {
    function Lists(): ReactNode {
      return `[${useParked()
        .map(({ key }) => key)
        .join()}] [${usePins()
        .map(({ name }) => name)
        .join()}]`
    }
    render(
      strict(
        <CrmProvider crm={crm}>
          <Lists />
        </CrmProvider>,
      ),
    )
    expect(text()).toBe('[] []')
    act(() => parked.next([{ key: 'k' }]))
    expect(text()).toBe('[k] []')
    act(() => pins.next([{ name: 'mine' }]))
    expect(text()).toBe('[k] [mine]')
  })

  test('useCrm gives what the provider was given', () => {
    let found: unknown
    function Anything(): ReactNode {
      found = useCrm()
      return null
    }
    render(
      <CrmProvider crm={crm}>
        <Anything />
      </CrmProvider>,
    )
    expect(found).toBe(crm)
  })

  test('outside of it there is no CRM, and that is said', () => {
    function Anything(): ReactNode {
      useStatus()
      return null
    }
    expect(() => render(<Anything />)).toThrow(
      new TypeError('No CRM here: put a CrmProvider around the components that use it.'),
    )
  })
})
