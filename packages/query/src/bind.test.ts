import { calendarDate, defineSchema, recordId, temporaryId } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { bindQuery, isBound, parametersOf, type ParameterValues } from './bind.ts'
import { queryBuilder } from './builder/index.ts'
import { checkRunnable, checkTemplate } from './check/index.ts'
import { queryKey } from './identity.ts'
import { param } from './parameter.ts'

const schema = defineSchema({
  deals: {
    properties: { visit: { type: 'date' } },
    associations: { companies: { labels: [] }, contacts: { labels: [] } },
  },
  companies: {},
  contacts: { associations: { companies: { labels: [] } } },
})
const deals = queryBuilder(schema, 'deals')

const everywhere = deals
  .where('amount', 'gte', param('least'))
  .where('dealstage', 'in', param('stages'))
  .where(({ not, f }) => not(f('visit', 'between', [param('from'), calendarDate('2026-12-31')])))
  .associatedTo('companies', param('company'))
  .hasAssociated('contacts', ({ or, f, associatedTo }) =>
    or(f('email', 'containsToken', param('domain')), associatedTo('companies', param('company'))),
  )
  .include({ contacts: (c) => c.where('email', 'eq', param('email')) })

test('a template names what it leaves open, each once', () => {
  expect(parametersOf(everywhere.ast)).toEqual(['company', 'domain', 'email', 'from', 'least', 'stages'])
  expect(isBound(everywhere.ast)).toBe(false)
  expect(isBound(deals.ast)).toBe(true)
})

test('[Q19] a template with its values is the query that was built with them', () => {
  const company = recordId('companies', '7')
  const built = deals
    .where('amount', 'gte', 5.5)
    .where('dealstage', 'in', ['a', 'b'])
    .where(({ not, f }) => not(f('visit', 'between', [calendarDate('2026-01-01'), calendarDate('2026-12-31')])))
    .associatedTo('companies', company)
    .hasAssociated('contacts', ({ or, f, associatedTo }) =>
      or(f('email', 'containsToken', 'acme.com'), associatedTo('companies', company)),
    )
    .include({ contacts: (c) => c.where('email', 'eq', 'a@acme.com') })
  const bound = everywhere.bind({
    company,
    domain: 'acme.com',
    email: 'a@acme.com',
    from: calendarDate('2026-01-01'),
    least: 5.5,
    stages: ['a', 'b'],
  })
  expect(bound.ast).toEqual(built.ast)
  expect(bound.key).toBe(built.key)
  expect(bound.key).not.toBe(everywhere.key)
})

test('figures are templates as well', () => {
  const total = deals.where('hubspot_owner_id', 'eq', param('owner')).groupBy('dealstage').sum('amount')
  expect(parametersOf(total.ast)).toEqual(['owner'])
  expect(total.bind({ owner: '42' }).ast.of.where).toMatchObject({ value: '42' })
})

test('a list that is bound is the caller’s own', () => {
  const stages = ['a']
  const { ast } = deals.where('dealstage', 'in', param('stages')).bind({ stages })
  stages.push('b')
  expect(ast.where).toMatchObject({ values: ['a'] })
})

describe('[Q19] a query that leaves values open is not run', () => {
  const owner = deals.where('hubspot_owner_id', 'eq', param('owner'))
  const unbound = expect.objectContaining({
    code: 'query/unbound',
    details: { objectType: 'deals', parameters: ['owner'] },
  }) as unknown

  test('by the builder, whatever the types were told', () => {
    const open: unknown = deals.where('hubspot_owner_id', 'eq', param('owner'))
    expect(() => (open as typeof deals).get()).toThrow(unbound)
    expect(() => (open as typeof deals).count().live()).toThrow(unbound)
  })

  test('by whoever takes it at a border', () => {
    expect(() => checkRunnable(schema, owner.ast)).toThrow(unbound)
    expect(() => checkRunnable(schema, owner.count().ast)).toThrow(unbound)
    expect(checkTemplate(schema, owner.ast)).toEqual(owner.ast)
  })

  test('and values that are missing are named', () => {
    expect(() => bindQuery(schema, owner.ast, {})).toThrow(unbound)
  })
})

describe('values that cannot stand there are refused', () => {
  test.each<[name: string, values: ParameterValues, error: unknown]>([
    ['one that the query does not ask for', { least: 1, most: 2 }, TypeError],
    ['one of another type', { least: '1' }, expect.objectContaining({ code: 'value/invalid' })],
    ['a value that every object has is none that was given', {}, expect.objectContaining({ code: 'query/unbound' })],
  ])('%s', (_name, values, error) => {
    expect(() => bindQuery(schema, deals.where('amount', 'gt', param('least')).ast, values)).toThrow(error as Error)
  })

  test('an empty text', () => {
    const query = deals.where('dealname', 'eq', param('name'))
    expect(() => query.bind({ name: '' })).toThrow(expect.objectContaining({ code: 'query/invalid' }))
  })

  test('one value where a list belongs, and what is no id', () => {
    expect(() => bindQuery(schema, deals.where('dealstage', 'in', param('stages')).ast, { stages: 'a' })).toThrow(
      TypeError,
    )
    const at = deals.associatedTo('companies', param('company'))
    expect(() => bindQuery(schema, at.ast, { company: 'Acme' })).toThrow(TypeError)
    expect(at.bind({ company: temporaryId('a') }).ast.where).toMatchObject({ id: 'local:a' })
  })

  test('a name that no parameter can have', () => {
    expect(() => param('a b')).toThrow(TypeError)
    expect(() => param('__proto__')).toThrow(TypeError)
    expect(queryKey(deals.where('dealname', 'eq', param('constructor')).ast)).toContain('constructor')
    expect(() => bindQuery(schema, deals.where('dealname', 'eq', param('constructor')).ast, {})).toThrow(
      expect.objectContaining({ code: 'query/unbound' }),
    )
  })
})
