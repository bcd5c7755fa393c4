import type { Account } from '../account/index.ts'
import type { Answer, Call, Lane, Route } from '../route.ts'
import { pathsOf, type PathFamily } from '../versions.ts'

/** Makes a route of one family of paths. */
export type RouteMaker = (
  method: Route['method'],
  rest: string,
  handle: (account: Account, call: Call) => Answer,
) => Route

/** Where the routes of a family begin, and how they are counted: those that `GET`, and the others. */
export interface RouteFamily {
  readonly family: PathFamily
  readonly prefix?: string
  readonly reads: Lane
  readonly writes: Lane
}

/** A maker of routes for one family of paths of an account. */
export function routeMaker(account: Account, { family, prefix = '', reads, writes }: RouteFamily): RouteMaker {
  return (method, rest, handle) => ({
    method,
    paths: pathsOf(family, prefix + rest),
    lane: method === 'GET' ? reads : writes,
    handle: (call) => handle(account, call),
  })
}
