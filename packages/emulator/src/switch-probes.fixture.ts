import { createEmulator, type Emulator } from './emulator.ts'
import { defaultApp } from './oauth/index.ts'
import type { Switches } from './switches.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from './testing.ts'

/** A path that several probes ask. */
export const objects: string = '/crm/objects/2026-09'
/** A path that several probes ask. */
export const contacts: string = `${objects}/contacts`
/** A path that several probes ask. */
export const hooks: string = `/webhooks/v3/${defaultApp.appId}`
/** A path that several probes ask. */
export const journal: string = '/webhooks-journal/journal/2026-03/earliest'

/** What a probe has. */
export interface Tools {
  readonly emulator: Emulator
  readonly call: Caller
  /** The webhook requests so far: where, and what. */
  readonly sent: readonly { readonly url: string; readonly events: readonly Readonly<Record<string, unknown>>[] }[]
  readonly add: (objectType: string, properties?: Readonly<Record<string, string>>) => string
}

/** What to ask; the answer tells the switch's values apart. */
export type Probe = (tools: Tools) => Promise<unknown>
/** What to ask, and what is answered for each value. */
export type Row<Value> =
  | readonly [probe: Probe, ...answers: readonly (readonly [value: Value, answer: unknown])[]]
  | ShownIn

/** A test file of its own shows all answers, since it takes a scenario to see them. */
export interface ShownIn {
  readonly shownIn: string
}

/** An emulator with that switch, and what is needed to ask it. */
export function arrange(changes: Partial<Switches>): Tools {
  const sent: { url: string; events: readonly Readonly<Record<string, unknown>>[] }[] = []
  const emulator = createEmulator({
    clock: frozen,
    switches: { ...quiet, ...changes },
    async fetch(request) {
      sent.push({ url: request.url, events: (await request.json()) as readonly Readonly<Record<string, unknown>>[] })
      return new Response()
    },
  })
  const add = (objectType: string, properties: Readonly<Record<string, string>> = {}): string =>
    emulator.account.create(objectType, properties)
  return { emulator, call: createCaller(emulator), sent, add }
}

/** The status of one request. */
export function statusOf(method: string, path: string, body?: unknown): Probe {
  return async ({ call }) => (await call(method, path, body)).status
}

/** The statuses under v3 and under 2026-09. */
export function inBoth(ask: (base: string, tools: Tools) => Promise<Reply>): Probe {
  return async (tools) => [(await ask('/crm/v3/objects', tools)).status, (await ask(objects, tools)).status]
}

/** The status of the second of two requests. */
export function second(first: string, then: string = first): Probe {
  return async ({ call }) => {
    await call('GET', first)
    return (await call('GET', then)).status
  }
}

/** The status of defining a second property. */
export async function secondProperty({ call }: Tools): Promise<number> {
  const property = { label: 'P', type: 'string', fieldType: 'text', groupName: 'contactinformation' }
  await call('POST', '/crm/properties/2026-09/contacts', { ...property, name: 'one' })
  return (await call('POST', '/crm/properties/2026-09/contacts', { ...property, name: 'two' })).status
}

/** Is a search sorted by a date in order? */
export async function isSearchInOrder({ emulator, call, add }: Tools): Promise<boolean> {
  for (let made = 0; made < 40; made++) {
    add('contacts')
    emulator.clock.advance(1_000)
  }
  const { results } = (await call('POST', `${contacts}/search`, { sorts: ['lastmodifieddate'], limit: 100 })).body
  return results.every(({ id }, place) => place === 0 || Number(id) > Number(results[place - 1]?.id))
}

/** Two contacts merged: the primary, and the record they are now. */
export async function mergeTwo({ call, add }: Tools): Promise<{ readonly primary: string; readonly merged: string }> {
  const [primary, objectIdToMerge] = [add('contacts'), add('contacts')]
  const { id } = (await call('POST', `${contacts}/merge`, { primaryObjectId: primary, objectIdToMerge })).body
  return { primary, merged: id }
}

/** How many results and errors a batch of one id has. */
export async function batchOf({ call }: Tools, kind: 'read' | 'update', id: string): Promise<unknown> {
  const inputs = [{ id, ...(kind === 'update' ? { properties: { city: 'Ely' } } : {}) }]
  const { body } = await call('POST', `${contacts}/batch/${kind}`, { inputs })
  return [body.results.length, body['numErrors'] ?? 0]
}

/** The events an app is told when `change` happens. */
export async function told(
  { emulator, call, sent }: Tools,
  eventType: string,
  change: () => unknown,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await call('PUT', `${hooks}/settings`, { targetUrl: 'https://app.example/' })
  const more = eventType === 'contact.propertyChange' ? { propertyName: 'firstname' } : {}
  await call('POST', `${hooks}/subscriptions`, { eventType, active: true, ...more })
  await change()
  await emulator.delivered()
  return sent.flatMap(({ events }) => events)
}

/** A caller with the token of an installed app. */
export async function installed(emulator: Emulator): Promise<Caller> {
  const code = emulator.authorize({ scopes: ['crm.objects.contacts.read'] })
  const { clientId, clientSecret } = defaultApp
  const fields = { grant_type: 'authorization_code', code, client_id: clientId, client_secret: clientSecret }
  const request = new Request('http://emulator.test/oauth/v1/token', {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  const { access_token } = (await (await emulator.fetch(request)).json()) as { readonly access_token: string }
  return createCaller(emulator, access_token)
}
