import type { Account, TypeState } from '../account/index.ts'
import { typeIn } from '../records/index.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf, type PathFamily } from '../versions.ts'

/** A route about the definitions of one object type: method, the path below the type's, what it does. */
export type DefinitionRow = readonly [
  Route['method'],
  rest: string,
  handle: (account: Account, type: TypeState, call: Call) => Answer,
]

/** The routes of `rows` in a family of paths. The object type is found before anything else. */
export function definitionRoutes(
  account: Account,
  family: PathFamily,
  rows: readonly DefinitionRow[],
): readonly Route[] {
  return rows.map(([method, rest, handle]) => ({
    method,
    paths: pathsOf(family, `/:type${rest}`),
    lane: 'definition',
    handle: (call) => handle(account, typeIn(account, call.param('type')), call),
  }))
}

/** Definitions changed after that moment are not readable yet. */
export function readableUntil(account: Account): number {
  return account.clock.now() - account.switches().definitionLagMs
}
