import { makeDataset, placeOf, tableSizes, type Dataset, type TableName } from '../data/dataset.ts'
import { search, type SearchBody } from './search.ts'
import { wireRow, type WireRow } from './wire.ts'

/** A request of the engine, as it crosses to the stand-in. */
export interface WireRequest {
  readonly id: number
  readonly path: string
  readonly body: string
}

/** Its answer. */
export interface WireAnswer {
  readonly id: number
  readonly status: number
  readonly text: string
}

/**
 * What the page says: first how large the account is, and the way to the engine's worker; later that it wants to know for how many milliseconds answers
 * were made, which is HubSpot's time and not the engine's.
 */
export type StandInMessage =
  | { readonly kind: 'start'; readonly contacts: number; readonly port: MessagePort }
  | { readonly kind: 'served' }

let servedMs = 0

/**
 * HubSpot in a worker of its own: no network, no limits, the rows of the data set. It stands for an account that answers at once, so that what is
 * measured is the engine.
 */
globalThis.addEventListener('message', ({ data }: MessageEvent<StandInMessage>) => {
  if (data.kind === 'start') serve(data.contacts, data.port)
  // To `start` the answer is zero: it is ready.
  globalThis.postMessage(servedMs)
})

function serve(contacts: number, port: MessagePort): void {
  const account = createAccount(contacts)
  port.addEventListener('message', ({ data: request }: MessageEvent<WireRequest>) => {
    const begun = performance.now()
    const [status, answer] = account(request.path, request.body)
    const reply: WireAnswer = { id: request.id, status, text: JSON.stringify(answer) }
    servedMs += performance.now() - begun
    port.postMessage(reply)
  })
  port.start()
}

function createAccount(contacts: number): (path: string, body: string) => readonly [status: number, answer: object] {
  const data = makeDataset(contacts)
  const rows: Readonly<Record<TableName, readonly WireRow[]>> = {
    contacts: data.contacts.map(wireRow),
    companies: data.companies.map(wireRow),
    deals: data.deals.map(wireRow),
  }
  const links = linksOf(data)
  const linked = (objectType: string, id: string, of: TableName): ReadonlySet<string> =>
    links[`${plural(objectType)}>${of}`]?.get(id) ?? new Set()

  return (path, body) => {
    const searched = /\/objects\/[^/]+\/(\w+)\/search$/.exec(path)?.[1]
    if (searched !== undefined) {
      const type = tableOf(searched)
      const request = JSON.parse(body) as SearchBody
      return [
        200,
        search(narrowed(rows[type], type, request, contacts), request, (other, id) => linked(other, id, type)),
      ]
    }
    const [, from, to] = /\/associations\/[^/]+\/(\w+)\/(\w+)\/batch\/read$/.exec(path) ?? []
    if (from !== undefined && to !== undefined) {
      const { inputs } = JSON.parse(body) as { readonly inputs: readonly { readonly id: string }[] }
      return [
        200,
        { status: 'COMPLETE', results: inputs.map(({ id }) => associations(id, linked(from, id, tableOf(to)))) },
      ]
    }
    const read = /\/objects\/[^/]+\/(\w+)\/batch\/read$/.exec(path)?.[1]
    if (read !== undefined) {
      const { inputs } = JSON.parse(body) as { readonly inputs: readonly { readonly id: string }[] }
      const type = tableOf(read)
      return [200, { status: 'COMPLETE', results: inputs.flatMap(({ id }) => rows[type][placeOf(type, id)] ?? []) }]
    }
    return [
      404,
      { status: 'error', message: 'The stand-in for HubSpot has no such path.', category: 'OBJECT_NOT_FOUND' },
    ]
  }
}

// The first load asks by ranges of ids; rows lie in the order of their ids, so a range needs no search.
function narrowed(
  rows: readonly WireRow[],
  type: TableName,
  { filterGroups = [] }: SearchBody,
  contacts: number,
): readonly WireRow[] {
  const [only, second] = filterGroups.length === 1 ? (filterGroups[0]?.filters ?? []) : []
  if (only?.operator !== 'BETWEEN' || only.propertyName !== 'hs_object_id' || second !== undefined) return rows
  const from = Math.max(0, placeOf(type, only.value ?? ''))
  return rows.slice(from, Math.min(tableSizes(contacts)[type], placeOf(type, only.highValue ?? '') + 1))
}

function associations(id: string, targets: ReadonlySet<string>): object {
  return {
    from: { id },
    to: [...targets].map((toObjectId) => ({
      toObjectId,
      associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: null }],
    })),
  }
}

function linksOf({ contacts, deals }: Dataset): Readonly<Record<string, ReadonlyMap<string, Set<string>>>> {
  const links: Record<string, Map<string, Set<string>>> = {}
  function link(from: TableName, fromId: string, to: TableName, toId: string): void {
    for (const [name, key, value] of [
      [`${from}>${to}`, fromId, toId],
      [`${to}>${from}`, toId, fromId],
    ] as const) {
      const map = (links[name] ??= new Map())
      const set = map.get(key) ?? new Set()
      map.set(key, set.add(value))
    }
  }
  for (const { id, companyId } of contacts) link('contacts', id, 'companies', companyId)
  for (const { id, contactId } of deals) link('deals', id, 'contacts', contactId)
  return links
}

function plural(objectType: string): string {
  return objectType.endsWith('s') ? objectType : objectType === 'company' ? 'companies' : `${objectType}s`
}

function tableOf(objectType: string): TableName {
  if (objectType === 'contacts' || objectType === 'companies' || objectType === 'deals') return objectType
  throw new Error('The stand-in for HubSpot has no such object type.')
}
