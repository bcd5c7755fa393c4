import { makeDataset, placeOf, type Dataset, type TableName } from '../data/dataset.ts'
import { rangeOf, type Range } from './range.ts'
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
  /** JSON in UTF-8, as it comes from a network. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What the page says: how large the account is, and the way to the engine's worker. The answer is that it is ready. */
export interface StandInStart {
  readonly contacts: number
  readonly port: MessagePort
}

/**
 * HubSpot in a worker of its own: no network, no limits, the rows of the data set. It stands for an account that answers at once, so that what is
 * measured is the engine: what a first load asks for is put together from texts that were made before.
 */
globalThis.addEventListener('message', ({ data }: MessageEvent<StandInStart>) => {
  serve(data.contacts, data.port)
  globalThis.postMessage('ready')
})

function serve(contacts: number, port: MessagePort): void {
  const account = createAccount(contacts)
  const encoder = new TextEncoder()
  port.addEventListener('message', ({ data: request }: MessageEvent<WireRequest>) => {
    const [status, answer] = account(request.path, request.body)
    const bytes = encoder.encode(typeof answer === 'string' ? answer : JSON.stringify(answer))
    const reply: WireAnswer = { id: request.id, status, bytes }
    port.postMessage(reply, [bytes.buffer])
  })
  port.start()
}

function createAccount(
  contacts: number,
): (path: string, body: string) => readonly [status: number, answer: object | string] {
  const data = makeDataset(contacts)
  const rows: Readonly<Record<TableName, readonly WireRow[]>> = {
    contacts: data.contacts.map(wireRow),
    companies: data.companies.map(wireRow),
    deals: data.deals.map(wireRow),
  }
  const texts: Readonly<Record<TableName, readonly string[]>> = {
    contacts: rows.contacts.map((row) => JSON.stringify(row)),
    companies: rows.companies.map((row) => JSON.stringify(row)),
    deals: rows.deals.map((row) => JSON.stringify(row)),
  }
  const links = linksOf(data)
  const linked = (objectType: string, id: string, of: TableName): ReadonlySet<string> =>
    links[`${plural(objectType)}>${of}`]?.get(id) ?? new Set()

  return (path, body) => {
    const searched = /\/objects\/[^/]+\/(\w+)\/search$/.exec(path)?.[1]
    if (searched !== undefined) {
      const type = tableOf(searched)
      const request = JSON.parse(body) as SearchBody
      const range = rangeOf(request)
      if (range !== null) return [200, pageOf(texts[type], type, range)]
      return [200, search(rows[type], request, (other, id) => linked(other, id, type))]
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

// Rows lie in the order of their ids, so a range needs no search.
function pageOf(texts: readonly string[], type: TableName, { from, to, offset, limit }: Range): string {
  const first = Math.max(0, placeOf(type, String(from)))
  const end = Math.min(texts.length, placeOf(type, String(to)) + 1)
  const next = Math.min(first + offset + limit, end)
  const paging = next < end ? `,"paging":{"next":{"after":"${offset + limit}"}}` : ''
  return `{"total":${Math.max(0, end - first)},"results":[${texts.slice(first + offset, next).join()}]${paging}}`
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
