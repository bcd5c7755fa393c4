import type { Random } from './random.ts'
import { goodBodies } from './requests.fixture.ts'

/** A request as it is sent. */
export interface Sent {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly contentType: string
  readonly body: string | undefined
}

/** What requests are made from. */
export interface Material {
  /** Patterns as the router has them: `/crm/:version{v3}/objects/:type`. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  /** The names that handlers look for in bodies. */
  readonly fields: readonly string[]
  /** Ids and names that exist, so that some requests come far. */
  readonly known: readonly string[]
}

/** What programs stumble over when they meet it as a name, an id or a value. */
export const hostileTexts: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '..',
  '../../etc/passwd',
  '%00',
  '%zz',
  '\u0000',
  'é',
  '-1',
  '0',
  '1e9',
  '9'.repeat(30),
  'x'.repeat(300),
  '*',
  ';',
  'null',
  '2026-02-30',
  '{"a":1}',
  "' OR 1=1",
]
const types: readonly string[] = [
  'contacts',
  'companies',
  'deals',
  'tickets',
  'notes',
  'leads',
  'lists',
  '0-1',
  '0-3',
  '2-1',
]
const versions: readonly string[] = ['v1', 'v3', 'v4', '2025-09', '2026-03', '2026-09', '2026-09-beta']
const queries: readonly string[] = [
  'limit',
  'after',
  'before',
  'archived',
  'properties',
  'associations',
  'idProperty',
  'propertiesWithHistory',
  'listIds',
  'installPortalId',
  'hapikey',
  '__proto__',
]
const words: readonly string[] = [
  'EQ',
  'BETWEEN',
  'IN',
  'string',
  'number',
  'enumeration',
  'text',
  'select',
  'HUBSPOT_DEFINED',
  'MANUAL',
  'DYNAMIC',
  'OBJECT',
  'CREATE',
  'contact.creation',
  'authorization_code',
  'contactinformation',
]
const brokenJson: readonly string[] = [
  '{',
  '[',
  '"',
  'undefined',
  '{"inputs":[{"__proto__":{}}]}',
  '{"properties":{"__proto__":{"a":"b"}}}',
  '{"a":1}}',
  '\ud800',
  '['.repeat(20_000),
]

/** Makes requests that are wrong somewhere, of every route: the path, the query, the content type, the form, the JSON or its values. */
export function createMalformed(random: Random, { routes, fields, known }: Material): () => Sent {
  const oneOf = (...lists: readonly (readonly string[])[]): string => random.pick(random.pick(lists))

  function next(): Sent {
    const route = random.pick(routes)
    const method = random.chance(0.93) ? route.method : random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    const path = random.chance(0.95) ? filled(route.path) : tricky(filled(route.path))
    const [contentType, body] = random.chance(0.88) ? json(route) : random.pick([form, multipart, wrongType])()
    const query = random.chance(0.3) ? `?${oneOf(queries)}=${encodeURIComponent(oneOf(hostileTexts, known))}` : ''
    return { method, path: path + query, contentType, body: method === 'GET' ? undefined : body }
  }

  function filled(pattern: string): string {
    return pattern.replace(/:(\w+)(\{([^}]*)\})?/g, (_, name: string, _braces, only: string | undefined) => {
      if (random.chance(0.06)) return encodeURIComponent(random.pick(hostileTexts))
      if (only !== undefined) return random.pick(only.split('|'))
      if (name === 'version') return random.pick(versions)
      return encodeURIComponent(
        /^(type|from|to|objectType)/.test(name) && !name.endsWith('Id') ? random.pick(types) : oneOf(known, types),
      )
    })
  }

  function tricky(path: string): string {
    return random.pick([
      `${path}/..`,
      `${path}//`,
      `/.${path}`,
      path.replace('/', '//'),
      `${path}%2F`,
      `${path};a=b`,
      path.slice(1, 9),
    ])
  }

  function json(route?: { readonly method: string; readonly path: string }): readonly [string, string] {
    const type = 'application/json'
    if (random.chance(0.04)) return [type, random.pick(brokenJson)]
    if (random.chance(0.01)) return [type, JSON.stringify({ [random.pick(fields)]: 'x'.repeat(300_000) })]
    const good = goodBodies.find(({ method, path }) => method === route?.method && path.test(route.path))
    if (good !== undefined && random.chance(0.75))
      return [type, JSON.stringify(spoilt(good.body, random.pick([0.05, 0.1, 0.3])))]
    return [type, JSON.stringify(random.chance(0.9) ? object(0) : value(0)) ?? '']
  }

  // The same with some of its parts gone, doubled or replaced.
  function spoilt(good: unknown, share: number): unknown {
    if (random.chance(share)) return value(2)
    if (Array.isArray(good)) {
      const items = good.map((item) => spoilt(item, share))
      return random.chance(share) ? [...items, ...items] : items
    }
    if (typeof good === 'object' && good !== null)
      return Object.fromEntries(
        Object.entries(good).flatMap(([name, item]) =>
          random.chance(share) ? [] : [[name, spoilt(item, share)] as const],
        ),
      )
    // What stands for a record that exists.
    return good === '1' || good === '2' ? random.pick(known) : good
  }

  function object(depth: number): object {
    const entries = Array.from({ length: random.between(0, depth === 0 ? 6 : 3) }, () => {
      const name = random.chance(0.95) ? random.pick(fields) : random.pick(hostileTexts)
      return [name, value(depth + 1)] as const
    })
    return Object.fromEntries(entries)
  }

  function value(depth: number): unknown {
    const kind = random.between(0, depth > 3 ? 6 : 11)
    switch (kind) {
      case 0:
        return null
      case 1:
        return random.chance(0.5)
      case 2:
        return random.pick([0, -1, 1.5, 279, 1e300, Number.MAX_SAFE_INTEGER])
      case 3:
        return random.pick(words)
      case 4:
        return random.pick(hostileTexts)
      case 5:
      case 6:
        return oneOf(known, types)
      case 7:
      case 8:
        return object(depth)
      default:
        return Array.from({ length: random.between(0, 3) }, () =>
          random.chance(0.6) ? object(depth) : value(depth + 1),
        )
    }
  }

  function form(): readonly [string, string] {
    const pairs = Array.from(
      { length: random.between(0, 4) },
      () => `${oneOf(fields, queries)}=${oneOf(hostileTexts, words, known)}`,
    )
    return ['application/x-www-form-urlencoded', pairs.join(random.pick(['&', '&&', ';']))]
  }

  function multipart(): readonly [string, string] {
    const boundary = random.pick(['x', 'y', ''])
    const part = (name: string, text: string): string =>
      `--x\r\ncontent-disposition: form-data; name="${name}"${random.chance(0.4) ? '; filename="a.csv"' : ''}\r\n\r\n${text}\r\n`
    const parts = [
      part('importRequest', json()[1]),
      part('files', oneOf(hostileTexts, ['a,b\n1,2\n', '"a\n', 'a\tb\n'])),
      part(random.pick(hostileTexts), ''),
    ]
    const end = random.pick(['--x--\r\n', '--x', ''])
    return [`multipart/form-data; boundary=${boundary}`, parts.slice(0, random.between(0, 3)).join('') + end]
  }

  function wrongType(): readonly [string, string] {
    return [random.pick(['text/plain', 'text/html', 'application/octet-stream', 'json']), json()[1]]
  }

  return next
}
