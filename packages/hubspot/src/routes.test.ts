import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRoutes, type Routes } from './routes.ts'
import type { ApiVersion } from './version.ts'

const dated = (date: string): readonly (readonly [string, (routes: Routes) => string, string])[] => [
  ['records', (routes) => routes.records('deals'), `/crm/objects/${date}/deals`],
  ['one record', (routes) => routes.record('deals', '12'), `/crm/objects/${date}/deals/12`],
  ['search', (routes) => routes.search('deals'), `/crm/objects/${date}/deals/search`],
  ['a batch', (routes) => routes.recordBatch('deals', 'upsert'), `/crm/objects/${date}/deals/batch/upsert`],
  [
    'associations of a record',
    (routes) => routes.links('deals', '12', 'contacts'),
    `/crm/objects/${date}/deals/12/associations/contacts`,
  ],
  [
    'a pair',
    (routes) => routes.link('deals', '12', 'contacts', '3'),
    `/crm/objects/${date}/deals/12/associations/contacts/3`,
  ],
  [
    'a pair without label',
    (routes) => routes.defaultLink('deals', '12', 'contacts', '3'),
    `/crm/objects/${date}/deals/12/associations/default/contacts/3`,
  ],
  [
    'a batch of associations',
    (routes) => routes.associationBatch('deals', 'contacts', 'labels/archive'),
    `/crm/associations/${date}/deals/contacts/batch/labels/archive`,
  ],
  ['labels', (routes) => routes.labels('deals', 'contacts'), `/crm/associations/${date}/deals/contacts/labels`],
  ['properties', (routes) => routes.properties('deals'), `/crm/properties/${date}/deals`],
  ['pipelines', (routes) => routes.pipelines('deals'), `/crm/pipelines/${date}/deals`],
  ['owners', (routes) => routes.owners(), `/crm/owners/${date}`],
  ['account', (routes) => routes.account(), `/account-info/${date}/details`],
]

const v3: readonly string[] = [
  '/crm/v3/objects/deals',
  '/crm/v3/objects/deals/12',
  '/crm/v3/objects/deals/search',
  '/crm/v3/objects/deals/batch/upsert',
  '/crm/v4/objects/deals/12/associations/contacts',
  '/crm/v4/objects/deals/12/associations/contacts/3',
  '/crm/v4/objects/deals/12/associations/default/contacts/3',
  '/crm/v4/associations/deals/contacts/batch/labels/archive',
  '/crm/v4/associations/deals/contacts/labels',
  '/crm/v3/properties/deals',
  '/crm/v3/pipelines/deals',
  '/crm/v3/owners',
  '/account-info/v3/details',
]

const cases = [
  ...(['2026-09', '2026-03'] as const).flatMap((version) =>
    dated(version).map(([name, path, expected]) => [version as ApiVersion, name, path, expected] as const),
  ),
  ...dated('').map(([name, path], index) => ['v3' as ApiVersion, name, path, v3[index]] as const),
]

describe('the routes', () => {
  test.each(cases)('of version %s lead to %s', (version, _name, path, expected) => {
    expect(path(createRoutes(version))).toBe(expected)
  })

  test.each([
    ['deal', 'deals'],
    ['0-3', 'deals'],
    ['line_items', 'line_items'],
    ['appointments', '0-421'],
    ['services', '0-162'],
    ['p_cars', 'p_cars'],
    ['2-123', '2-123'],
  ])('call the object type %s %s', (objectType, name) => {
    expect(createRoutes('2026-09').records(objectType)).toBe(`/crm/objects/2026-09/${name}`)
  })

  test.each(['', 'nonsense', '..', 'deals/..', 'deals?x', 'constructor', '__proto__'])(
    'refuse the object type "%s"',
    (objectType) => {
      expect(() => createRoutes('2026-09').records(objectType)).toThrow(TypeError)
    },
  )

  test.each(['', 'local:1', '1/2', '../1', '-1', '1'.repeat(21)])('refuse the id "%s"', (id) => {
    const routes = createRoutes('2026-09')
    expect(() => routes.record('deals', id)).toThrow(TypeError)
    expect(() => routes.link('deals', '1', 'contacts', id)).toThrow(TypeError)
    expect(() => routes.links('deals', id, 'contacts')).toThrow(TypeError)
  })

  test('[H3] no value of a unique property leads out of its place in a path', () => {
    const text = fc.string({ unit: fc.constantFrom('.', '/', '%', '2', 'e', 'f', '\\', '?', '#', '@', 'ä', ' ') })
    fc.assert(
      fc.property(text, (value) => {
        let path: string
        try {
          path = createRoutes('2026-09').record('contacts', value, 'email')
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError)
          return
        }
        const { pathname, search, hash } = new URL(`http://h${path}`)
        expect(pathname.split('/').slice(0, 5)).toEqual(['', 'crm', 'objects', '2026-09', 'contacts'])
        expect(pathname.split('/').slice(5).map(decodeURIComponent)).toEqual([value])
        expect(search + hash).toBe('')
      }),
      { seed: 3, numRuns: 2_000 },
    )
  })
})
