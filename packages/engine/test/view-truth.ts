import {
  compileAfter,
  compileOrder,
  compilePredicate,
  isAggregate,
  rowsWanted,
  runAggregate,
  type AggregateQuery,
  type Query,
  type Runnable,
} from '@holdfast/query'
import { replicaAssociations } from '../src/execution/index.ts'
import { createReplica, type Replica } from '../src/replica/index.ts'
import { createViews, type View, type Views } from '../src/views/index.ts'
import { createRowPacker } from '../src/views/pack-row.ts'
import { createDice, type Dice } from './dice.ts'
import { ask, askFigures, askWindow, happen, schemas } from './small-world.ts'

/** Where a view showed something else than its query run afresh. */
export interface Untruth {
  readonly seed: number
  readonly step: number
  readonly query: Runnable
  readonly shown: string
  readonly expected: string
}

// A world is small, so that everything meets everything; many worlds make the rest.
const stepsPerWorld = 50
const viewsPerWorld = 4

/** Lives `steps` random steps, many worlds one after the other, and judges every view after each. Answers the first untruth. */
export function findUntruth(seed: number, steps: number): Untruth | null {
  for (let world = 0; world * stepsPerWorld < steps; world++) {
    const untruth = liveWorld(seed + world)
    if (untruth !== null) return untruth
  }
  return null
}

function liveWorld(seed: number): Untruth | null {
  const dice = createDice(seed)
  let account = openAccount(createReplica(dice.of(schemas)))
  let watched = Array.from({ length: viewsPerWorld }, () => watch(account, askAny(dice)))
  for (let step = 1; step <= stepsPerWorld; step++) {
    const now = step * 60_000
    switch (dice.below(20)) {
      case 0:
        // The app is updated and its schema with it: the same facts are read again.
        account = openAccount(replicaOf(account.replica, dice.of(schemas)))
        watched = watched.map(({ query }) => watch(account, query))
        break
      case 1: {
        const at = dice.below(watched.length)
        watched = watched.map((each, place) => (place === at ? anotherInstead(dice, account, each) : each))
        break
      }
      default:
        happen(dice, account.replica, now)
    }
    for (const each of watched) {
      const [shown, expected] = [each.shown(), each.afresh()]
      if (shown !== expected) return { seed, step, query: each.query, shown, expected }
    }
  }
  return null
}

interface Account {
  readonly replica: Replica
  readonly views: Views
}

function openAccount(replica: Replica): Account {
  const views = createViews(replica)
  replica.onChange((change) => views.apply(change))
  return { replica, views }
}

function replicaOf(replica: Replica, schema: Replica['schema']): Replica {
  const next = createReplica(schema)
  for (const entry of replica.entries(3)) next.applyEntry(entry)
  return next
}

interface Watched {
  readonly query: Runnable
  readonly view: View
  /** What a page shows that does what the view's changes say, and what the view says it is. */
  shown(): string
  /** The same by the definition of the query. */
  afresh(): string
}

// Half the time the window moves, and half the time somebody asks something else.
function anotherInstead(dice: Dice, { views, replica }: Account, { view, query }: Watched): Watched {
  const next = dice.oneIn(2) || isAggregate(query) ? askAny(dice) : { ...query, ...askWindow(dice) }
  const watched = watch({ views, replica }, next)
  views.close(view)
  return watched
}

function askAny(dice: Dice): Runnable {
  return dice.oneIn(4) ? askFigures(dice) : ask(dice)
}

function watch({ replica, views }: Account, query: Runnable): Watched {
  const view = views.open(query)
  const rowsByKey = new Map<string, string>()
  let order: readonly string[] = []
  const run = isAggregate(query) ? figuresAfresh(replica, query) : afresh(replica, query)
  return {
    query,
    view,
    shown() {
      const change = view.take()
      order = change?.order ?? order
      for (const text of change?.rows ?? []) rowsByKey.set((JSON.parse(text) as [string])[0], text)
      const page = order.map((key) => rowsByKey.get(key) ?? `nothing for ${key}`)
      const seen = [page, view.rows(), view.count]
      return JSON.stringify(isAggregate(query) ? seen : [...seen, view.window().map(({ id }) => id), view.pending()])
    },
    afresh: () => JSON.stringify(run()),
  }
}

// Compiled over records, not over columns, and run over all of them.
function afresh(replica: Replica, query: Query): () => unknown[] {
  const { schema } = replica
  const matches = compilePredicate(schema, query, { associations: replicaAssociations(replica) })
  const isAfter = compileAfter(schema, query)
  const order = compileOrder(schema, query)
  const packer = createRowPacker(replica, query)
  return () => {
    const all = [...replica.table(query.objectType).versions()].filter((version) => matches(version))
    const window = all
      .filter((version) => isAfter(version))
      .sort(order)
      .slice(query.offset, rowsWanted(query) ?? all.length)
    const packed = window.map((version) => packer.pack(version, new Set()))
    const texts = packed.map(({ text }) => text)
    return [texts, texts, all.length, window.map(({ id }) => id), packed.filter(({ isPending }) => isPending).length]
  }
}

function figuresAfresh(replica: Replica, query: AggregateQuery): () => unknown[] {
  const { of } = query
  const associations = replicaAssociations(replica)
  const records = afresh(replica, { ...of, include: [] })
  return () => {
    const [, , count] = records()
    const versions = replica.table(of.objectType).versions()
    const texts = runAggregate(replica.schema, query, versions, { associations }).map(({ group, figures }) =>
      JSON.stringify([JSON.stringify(group), group, figures]),
    )
    return [texts, texts, count]
  }
}
