import type { Client } from '@hubspot/api-client'

/** The families of the client that this emulator answers: below these every method is driven. */
export const families: readonly string[] = [
  'crm.associations',
  'crm.commerce',
  'crm.companies',
  'crm.contacts',
  'crm.deals',
  'crm.imports',
  'crm.lineItems',
  'crm.lists',
  'crm.objects',
  'crm.owners',
  'crm.pipelines',
  'crm.products',
  'crm.properties',
  'crm.quotes',
  'crm.schemas',
  'crm.tickets',
  'oauth',
  'webhooks',
]

/** The families that it does not answer, each with the reason. */
export const otherFamilies: Readonly<Record<string, string>> = {
  'crm.exports': 'makes files for people to download; nothing a data layer reads',
  'crm.extensions': 'cards and calling inside HubSpot’s own pages',
  'crm.timeline': 'events of an app on a record’s page, not records of the CRM',
  automation: 'not the CRM',
  cms: 'not the CRM',
  communicationPreferences: 'not the CRM',
  conversations: 'not the CRM',
  events: 'not the CRM',
  files: 'not the CRM',
  marketing: 'not the CRM',
  settings: 'users and teams of the account, changed by administrators',
}

/** Is this method inside one of the families driven? */
export function isDriven(method: string): boolean {
  return families.some((family) => method.startsWith(`${family}.`))
}

/** Every method of the installed client that sends a request, e.g. `crm.contacts.basicApi.create`; without the twins that also tell headers. */
export function methodsOf(client: Client): readonly string[] {
  return ['crm', 'oauth', 'webhooks', ...Object.keys(otherFamilies).filter((family) => !family.includes('.'))]
    .flatMap((name) => methodsBelow(Reflect.get(client, name), name))
    .filter((name) => !name.endsWith('WithHttpInfo'))
}

function methodsBelow(value: unknown, path: string): readonly string[] {
  if (typeof value === 'function') return [path]
  if (typeof value !== 'object' || value === null) return []
  return namesOf(value).flatMap((name) => methodsBelow(Reflect.get(value, name), `${path}.${name}`))
}

// Methods of classes are not enumerable, and families appear through getters of the prototype.
function namesOf(value: object): readonly string[] {
  const names = new Set<string>()
  for (let level = value; level !== Object.prototype; level = Object.getPrototypeOf(level) as object)
    for (const name of Object.getOwnPropertyNames(level)) names.add(name)
  const inner = ['constructor', 'config', 'configuration', 'api']
  return [...names].filter((name) => !name.startsWith('_') && !inner.includes(name))
}
