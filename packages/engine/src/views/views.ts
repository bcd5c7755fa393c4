import type { LocalKey } from '@holdfast/crm'
import type { Query } from '@holdfast/query'
import type { ChangeSet, Replica } from '../replica/index.ts'
import { associationPaths, beginnings, concerns, type AssociationPath } from './association-paths.ts'
import { createDependencies } from './dependencies.ts'
import { guardOf, type Guard } from './guard.ts'
import { createRoutes, type Routes } from './routes.ts'
import { createView, type View } from './view.ts'

/** The views that are kept by change. */
export interface Views {
  /** A view filled from the replica, true until it is closed. */
  open(query: Query): View
  /** Frees everything that the view held. */
  close(view: View): void
  /** Hands a transaction to the views that it concerns, and answers which. Costs what the transaction touched, however many views there are. */
  apply(change: ChangeSet): ReadonlySet<View>
}

/** One end of a step of a path; who stands there, and how far from the beginning. */
interface Step {
  readonly view: View
  readonly path: AssociationPath
  readonly depth: number
}

/** No views yet. */
export function createViews(replica: Replica): Views {
  const routesByType = new Map<string, Routes<View>>()
  const dependencies = createDependencies()
  // Steps whose link lists (`from to`) changed, and ends of paths by object type.
  const stepsByLink = new Map<string, Set<Step>>()
  const endsByType = new Map<string, Set<Step>>()
  const registeredByView = new Map<View, { readonly guard: Guard | null; readonly steps: readonly Step[] }>()

  function routesOf(objectType: string): Routes<View> {
    const found = routesByType.get(objectType)
    if (found !== undefined) return found
    const routes = createRoutes<View>(replica.schema[objectType]?.properties ?? {})
    routesByType.set(objectType, routes)
    return routes
  }

  function open(query: Query): View {
    const view: View = createView(replica, query, (row, names) => dependencies.replace(view, row, names))
    const guard = guardOf(replica.schema[query.objectType]?.properties ?? {}, query.where)
    const steps = associationPaths(query.objectType, query.where).flatMap((path) => stepsOf(view, path))
    routesOf(query.objectType).add(view, guard)
    for (const step of steps) for (const [map, name] of placesOf(step)) addTo(map, name, step)
    registeredByView.set(view, { guard, steps })
    return view
  }

  function close(view: View): void {
    const registered = registeredByView.get(view)
    if (registered === undefined) return
    registeredByView.delete(view)
    routesOf(view.query.objectType).delete(view, registered.guard)
    for (const step of registered.steps) for (const [map, name] of placesOf(step)) deleteFrom(map, name, step)
    dependencies.forget(view)
  }

  // Where changes have to look to find the step: the link lists that it follows, or, at the end of its path, the records there.
  function placesOf(step: Step): readonly (readonly [Map<string, Set<Step>>, string])[] {
    const { types } = step.path
    const type = types[step.depth] ?? ''
    const next = types[step.depth + 1]
    return next === undefined ? [[endsByType, type]] : [[stepsByLink, `${type} ${next}`]]
  }

  function apply(change: ChangeSet): ReadonlySet<View> {
    const touched = new Set<View>()
    const rowsByView = new Map<View, Set<number>>()

    function retest(view: View, row: number): void {
      const rows = rowsByView.get(view) ?? new Set()
      rowsByView.set(view, rows.add(row))
    }

    function retestFrom({ view, path, depth }: Step, key: LocalKey): void {
      const table = replica.table(view.query.objectType)
      for (const beginning of beginnings(replica, path, depth, key)) {
        const row = table.rowOf(beginning)
        if (row !== -1) retest(view, row)
      }
    }

    function repack(name: string): void {
      for (const [view, rows] of dependencies.on(name)) {
        touched.add(view)
        for (const row of rows) view.repack(row)
      }
    }

    for (const [type, changes] of change.records) {
      const routes = routesByType.get(type)
      const ends = endsByType.get(type) ?? noSteps
      for (const each of changes.values()) {
        for (const view of routes?.concerned(each) ?? noViews) retest(view, each.row)
        for (const step of ends) if (concerns(step.path, each)) retestFrom(step, each.key)
        repack(`${type} ${each.key}`)
      }
    }
    for (const { type, key, toType } of change.links) {
      for (const step of stepsByLink.get(`${type} ${toType}`) ?? noSteps) retestFrom(step, key)
      repack(`${type} ${key}`)
    }
    for (const [view, rows] of rowsByView) {
      touched.add(view)
      view.retest(rows)
    }
    return touched
  }

  return { open, close, apply }
}

function stepsOf(view: View, path: AssociationPath): readonly Step[] {
  return path.types.map((_type, depth) => ({ view, path, depth }))
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
