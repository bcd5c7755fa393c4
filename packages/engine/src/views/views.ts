import type { LocalKey } from '@holdfast/crm'
import { everyRecord, isAggregate, rootOf, shapeKey, type Query, type Runnable } from '@holdfast/query'
import type { ChangeSet, RecordVersion, Replica } from '../replica/index.ts'
import { associationPaths, beginnings, concerns, type AssociationPath } from './association-paths.ts'
import { createDependencies } from './dependencies.ts'
import { createFigures } from './figures.ts'
import { guardOf, type Guard } from './guard.ts'
import { createMatching, matchingNow, type Matching } from './matching.ts'
import { createRoutes, type Routes } from './routes.ts'
import { createView, type View } from './view.ts'

/** The views that are kept by change. */
export interface Views {
  /** A view of records, or of figures about them, filled from the replica and true until it is closed. */
  open(query: Runnable): View
  /** A view as of now, which nobody keeps true and nobody has to close: for who asks once. */
  look(query: Runnable): View
  /** Frees everything that the view held. */
  close(view: View): void
  /** Hands a transaction to the views that it concerns, and answers which. Costs what the transaction touched, however many views there are. */
  apply(change: ChangeSet): ReadonlySet<View>
  /** Every record (`type key`) of which a view shows something. */
  shownRecords(view: View): ReadonlySet<string>
  /** A test whether some view rests on a record: shows it, counts it, or may come to do so by a change of others. */
  uses(): (objectType: string, key: LocalKey) => boolean
  /** How much is kept for the views that are open. */
  holdings(): ViewHoldings
}

/** What views hold, counted. */
export interface ViewHoldings {
  readonly views: number
  /** Predicates whose rows are kept. */
  readonly predicates: number
  /** Places where a change has to look for predicates about associations. */
  readonly steps: number
  readonly names: number
  readonly dependentRows: number
}

/** The rows that match one predicate, and the views that show some of them. */
interface Shared {
  readonly key: string
  readonly matching: Matching
  readonly guard: Guard | null
  readonly steps: readonly Step[]
  readonly views: Set<View>
}

/** A place on a path from the records of a predicate, and how far from its beginning. */
interface Step {
  readonly matching: Matching
  readonly path: AssociationPath
  readonly depth: number
}

/** No views yet. */
export function createViews(replica: Replica): Views {
  const sharedByKey = new Map<string, Shared>()
  const sharedByMatching = new Map<Matching, Shared>()
  const matchingByView = new Map<View, Matching>()
  const routesByType = new Map<string, Routes<Matching>>()
  const dependencies = createDependencies()
  // Steps by the link lists (`from to`) that they follow, and ends of paths by object type.
  const stepsByLink = new Map<string, Set<Step>>()
  const endsByType = new Map<string, Set<Step>>()

  function routesOf(objectType: string): Routes<Matching> {
    const found = routesByType.get(objectType)
    if (found !== undefined) return found
    const routes = createRoutes<Matching>(replica.schema[objectType]?.properties ?? {})
    routesByType.set(objectType, routes)
    return routes
  }

  // Queries that differ in what they show of the same records share the knowledge which records those are.
  function share({ objectType, where, search }: Query): Shared {
    const asked = { ...everyRecord(objectType), where, search }
    const key = shapeKey(asked)
    const found = sharedByKey.get(key)
    if (found !== undefined) return found
    const matching = createMatching(replica, asked)
    const guard = guardOf(replica.schema[objectType]?.properties ?? {}, where)
    const steps = associationPaths(objectType, where).flatMap((path) => stepsOf(matching, path))
    const shared: Shared = { key, matching, guard, steps, views: new Set() }
    sharedByKey.set(key, shared)
    sharedByMatching.set(matching, shared)
    routesOf(objectType).add(matching, guard)
    for (const step of steps) for (const [map, name] of placesOf(step)) addTo(map, name, step)
    return shared
  }

  function free({ key, matching, guard, steps }: Shared): void {
    sharedByKey.delete(key)
    sharedByMatching.delete(matching)
    routesOf(matching.asked.objectType).delete(matching, guard)
    for (const step of steps) for (const [map, name] of placesOf(step)) deleteFrom(map, name, step)
  }

  function open(query: Runnable): View {
    const shared = share(rootOf(query))
    try {
      const view: View = isAggregate(query)
        ? createFigures(replica, query, shared.matching)
        : createView(replica, query, shared.matching, (row, names) => dependencies.replace(view, row, names))
      shared.views.add(view)
      matchingByView.set(view, shared.matching)
      return view
    } catch (error) {
      // Values that are still being read: nobody looks at these matches yet.
      if (shared.views.size === 0) free(shared)
      throw error
    }
  }

  function look(query: Runnable): View {
    const { objectType, where, search } = rootOf(query)
    const matching = matchingNow(replica, { objectType, where, search })
    return isAggregate(query) ? createFigures(replica, query, matching) : createView(replica, query, matching)
  }

  function close(view: View): void {
    const matching = matchingByView.get(view)
    const shared = matching === undefined ? undefined : sharedByMatching.get(matching)
    matchingByView.delete(view)
    dependencies.forget(view)
    shared?.views.delete(view)
    if (shared?.views.size === 0) free(shared)
  }

  // Where a change has to look to find the step: at the links that it follows, or, at the end of its path, at the records there.
  function placesOf(step: Step): readonly (readonly [Map<string, Set<Step>>, string])[] {
    const { types } = step.path
    const type = types[step.depth] ?? ''
    const next = types[step.depth + 1]
    return next === undefined ? [[endsByType, type]] : [[stepsByLink, `${type} ${next}`]]
  }

  function apply(change: ChangeSet): ReadonlySet<View> {
    const touched = new Set<View>()
    const rowsByMatching = new Map<Matching, Set<number>>()

    function retest(matching: Matching, row: number): void {
      const rows = rowsByMatching.get(matching)
      if (rows === undefined) rowsByMatching.set(matching, new Set([row]))
      else rows.add(row)
    }

    function retestFrom({ matching, path, depth }: Step, key: LocalKey): void {
      const table = replica.table(matching.asked.objectType)
      for (const beginning of beginnings(replica, path, depth, key)) {
        const row = table.rowOf(beginning)
        if (row !== -1) retest(matching, row)
      }
    }

    function repack(type: string, key: LocalKey): void {
      if (dependencies.isEmpty) return
      for (const [view, rows] of dependencies.on(`${type} ${key}`)) {
        touched.add(view)
        for (const row of rows) view.repack(row)
      }
    }

    for (const [type, changes] of change.records) {
      const routes = routesByType.get(type)
      const ends = endsByType.get(type) ?? noSteps
      for (const each of changes.values()) {
        routes?.concerned(each, (matching) => retest(matching, each.row))
        for (const step of ends) if (concerns(step.path, each)) retestFrom(step, each.key)
        repack(type, each.key)
      }
    }
    for (const { type, key, toType } of change.links) {
      for (const step of stepsByLink.get(`${type} ${toType}`) ?? noSteps) retestFrom(step, key)
      repack(type, key)
    }
    for (const [matching, tested] of rowsByMatching) {
      const { left, entered } = matching.retest(tested)
      if (left.length === 0 && entered.length === 0) continue
      const before = shownBefore(replica, matching, change)
      for (const view of sharedByMatching.get(matching)?.views ?? noViews) {
        touched.add(view)
        view.follow({ tested, left, entered, before })
      }
    }
    return touched
  }

  function shownRecords(view: View): ReadonlySet<string> {
    const own = view.window().map(({ key }) => `${view.query.objectType} ${key}`)
    return new Set([...own, ...dependencies.of(view)])
  }

  function uses(): (objectType: string, key: LocalKey) => boolean {
    const shown = new Set([...matchingByView.keys()].flatMap((view) => [...shownRecords(view)]))
    const all = [...sharedByKey.values()]
    const reached = new Set(all.flatMap(({ steps }) => steps.flatMap(({ path }) => path.types)))
    return (objectType, key) =>
      shown.has(`${objectType} ${key}`) ||
      reached.has(objectType) ||
      all.some(
        ({ matching: { asked, rows } }) =>
          asked.objectType === objectType && rows.has(replica.table(objectType).rowOf(key)),
      )
  }

  const holdings = (): ViewHoldings => ({
    views: matchingByView.size,
    predicates: sharedByKey.size,
    steps: [...stepsByLink.values(), ...endsByType.values()].reduce((sum, { size }) => sum + size, 0),
    ...dependencies.holdings(),
  })

  return { open, look, close, apply, shownRecords, uses, holdings }
}

function stepsOf(matching: Matching, path: AssociationPath): readonly Step[] {
  return path.types.map((_type, depth) => ({ matching, path, depth }))
}

// A row that was tested for the sake of others did not change itself.
function shownBefore(replica: Replica, { asked }: Matching, change: ChangeSet): (row: number) => RecordVersion | null {
  const table = replica.table(asked.objectType)
  const changes = change.records.get(asked.objectType)
  return (row) => {
    const changed = changes?.get(table.keyAt(row))
    return changed === undefined ? table.at(row) : changed.before
  }
}

function addTo<T>(map: Map<string, Set<T>>, name: string, item: T): void {
  map.set(name, (map.get(name) ?? new Set<T>()).add(item))
}

function deleteFrom<T>(map: Map<string, Set<T>>, name: string, item: T): void {
  const items = map.get(name)
  items?.delete(item)
  if (items?.size === 0) map.delete(name)
}

const noSteps: ReadonlySet<Step> = new Set()
const noViews: ReadonlySet<View> = new Set()
