import type { Properties } from '@holdfast/crm'
import type { RecordChange } from '../replica/index.ts'
import { guardReader, type Guard } from './guard.ts'

/** Which of many a change of a record concerns, found by what they are guarded with instead of by asking each. */
export interface Routes<T> {
  add(target: T, guard: Guard | null): void
  delete(target: T, guard: Guard | null): void
  /** Tells of those that the change may concern, of some perhaps twice. A change is asked about a thousand times in one go, and makes nothing here. */
  concerned(change: RecordChange, tell: (target: T) => void): void
}

interface ByProperty<T> {
  readonly read: (wire: string | null) => string | number | null
  readonly byValue: Map<string | number, Set<T>>
  readonly ranges: Map<T, Extract<Guard, { readonly kind: 'range' }>>
}

/** Routes to nobody yet, for records of these properties. */
export function createRoutes<T>(properties: Properties): Routes<T> {
  const unguarded = new Set<T>()
  const byProperty = new Map<string, ByProperty<T>>()

  function routesOf(property: string): ByProperty<T> {
    const found = byProperty.get(property)
    if (found !== undefined) return found
    const routes = { read: guardReader(properties, property), byValue: new Map(), ranges: new Map() }
    byProperty.set(property, routes)
    return routes
  }

  return {
    add(target, guard) {
      if (guard === null) return void unguarded.add(target)
      const { byValue, ranges } = routesOf(guard.property)
      if (guard.kind === 'range') return void ranges.set(target, guard)
      for (const value of guard.values) byValue.set(value, (byValue.get(value) ?? new Set()).add(target))
    },
    delete(target, guard) {
      if (guard === null) return void unguarded.delete(target)
      const { byValue, ranges } = routesOf(guard.property)
      if (guard.kind === 'range') ranges.delete(target)
      else {
        for (const value of guard.values) {
          const targets = byValue.get(value)
          targets?.delete(target)
          if (targets?.size === 0) byValue.delete(value)
        }
      }
      if (byValue.size === 0 && ranges.size === 0) byProperty.delete(guard.property)
    },
    concerned({ before, after }, tell) {
      for (const target of unguarded) tell(target)
      for (const [property, routes] of byProperty) {
        const was = routes.read(before?.read(property) ?? null)
        const is = routes.read(after?.read(property) ?? null)
        if (was !== null) tellOf(routes, was, tell)
        if (is !== null && is !== was) tellOf(routes, is, tell)
      }
    },
  }
}

function tellOf<T>({ byValue, ranges }: ByProperty<T>, value: string | number, tell: (target: T) => void): void {
  const targets = byValue.get(value)
  if (targets !== undefined) for (const target of targets) tell(target)
  for (const [target, { from, to }] of ranges) if (Number(value) >= from && Number(value) <= to) tell(target)
}
