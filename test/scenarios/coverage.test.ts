import { everyRecord, runQuery, type Predicate, type Query, type RecordReader } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import { demoWorld } from './started.ts'
import { schema } from './schema.ts'
import { unwrap, type Shown, type Tab, type World } from './world.ts'

const deals: Query = { ...everyRecord('deals'), select: ['amount', 'dealname'] }
const compare = (property: string, operator: 'eq' | 'gt' | 'gte' | 'lt', value: string): Predicate => ({
  kind: 'compare',
  property,
  operator,
  value,
})
const where = (predicate: Predicate): Query => ({ ...deals, where: predicate })

/** Shows a query until it is complete; answers the requests that this took, those of following aside. */
async function complete(
  world: World,
  tab: Tab,
  query: Query,
): Promise<{ readonly shown: Shown; readonly asked: number }> {
  await world.time.settle()
  const before = interactive(tab)
  const shown = await tab.show(query)
  await world.until(() => shown.messages() > 0 && shown.status().completeness === 'complete', 600_000)
  await world.time.settle()
  return { shown, asked: interactive(tab) - before }
}

function interactive(tab: Tab): number {
  return tab.status().requests['interactive'] ?? 0
}

function idsOf(shown: Shown): readonly string[] {
  return shown.rows().map(({ id }) => id)
}

/** What the query means over all records of the account. */
function expected(world: World, query: Query): readonly string[] {
  const records = world.emulator.account.records(query.objectType)
  const readers = records.map(({ id, properties }): RecordReader => ({
    id,
    read: (name) => (name === 'hs_object_id' ? id : (properties[name] ?? null)),
  }))
  return runQuery(schema, query, readers).map(({ id }) => id)
}

describe('[PL3] queries that need the same', () => {
  test('are answered by the requests of one of them: a list, the same in another order, the same with other values', async () => {
    const world = demoWorld()
    const alone = await world.openTab()
    const valued = where(compare('amount', 'gte', '10'))
    const { asked } = await complete(world, alone, valued)
    await world.close()
    const another = demoWorld()
    const tab = await another.openTab()
    await another.time.settle()
    const before = interactive(tab)
    const shown = await Promise.all([
      tab.show(valued),
      tab.show({ ...valued, orderBy: [{ property: 'amount', direction: 'desc' }] }),
      tab.show({ ...valued, select: ['dealstage'] }),
    ])
    await another.until(() => shown.every((each) => each.messages() > 0 && each.status().completeness === 'complete'))
    expect(interactive(tab) - before).toBe(asked)
    for (const each of shown) expect(new Set(idsOf(each))).toEqual(new Set(expected(another, valued)))
  })
})

describe('[PL4] what is here is not asked for', () => {
  test('what many queries left of another is asked for only where that is no dearer than the query itself', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    const some = (property: string, values: readonly string[]): Predicate => ({
      kind: 'list',
      property,
      operator: 'in',
      values,
    })
    for (const known of [
      some('dealtype', ['newbusiness']),
      compare('amount', 'eq', '1000'),
      compare('hubspot_owner_id', 'eq', '101838273'),
      compare('dealstage', 'eq', 'closedwon'),
      compare('pipeline', 'eq', 'partner'),
      compare('closedate', 'lt', '2020-01-01T00:00:00.000Z'),
    ])
      await complete(world, tab, where(known))
    const query = {
      ...where(compare('dealname', 'gt', 'm')),
      orderBy: [{ property: 'amount', direction: 'desc' as const }],
      limit: 20,
    }
    const { shown, asked } = await complete(world, tab, query)
    expect(asked).toBe(1)
    expect(idsOf(shown)).toEqual(expected(world, query))
  })

  test('a narrower query over records that are here sends no request and is complete', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    await complete(world, tab, where(compare('amount', 'gte', '1000')))
    for (const query of [
      where(compare('amount', 'gt', '5000')),
      where({ kind: 'and', of: [compare('amount', 'gt', '2000'), compare('hs_is_closed', 'eq', 'false')] }),
      { ...where(compare('amount', 'gte', '1000')), orderBy: [{ property: 'closedate', direction: 'desc' }], limit: 7 },
    ] satisfies Query[]) {
      const { shown, asked } = await complete(world, tab, query)
      expect(asked).toBe(0)
      expect(idsOf(shown)).toEqual(expected(world, query))
    }
  })

  test('what a window holds answers narrower windows', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    const greatest: Query = { ...deals, orderBy: [{ property: 'amount', direction: 'desc' }], limit: 100 }
    await complete(world, tab, greatest)
    const open = { ...greatest, where: compare('hs_is_closed', 'eq', 'false'), limit: 10 }
    const { shown, asked } = await complete(world, tab, open)
    expect(asked).toBe(0)
    expect(idsOf(shown)).toEqual(expected(world, open))
  })

  test('of a query that is partly here only the gap is asked for', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    await complete(world, tab, where(compare('amount', 'gte', '10000')))
    const wider = where(compare('amount', 'gte', '5000'))
    const explained = unwrap(await tab.engine.explain(wider))
    expect(explained).toMatchObject({ decision: 'remote', covered: 'part' })
    const { shown } = await complete(world, tab, wider)
    expect(idsOf(shown).toSorted()).toEqual(expected(world, wider).toSorted())
    const filters = JSON.stringify(explained.requests)
    expect(filters).toContain('"5000"')
    expect(filters).toContain('"10000"')
    expect(unwrap(await tab.engine.explain(wider))).toMatchObject({ decision: 'local', covered: 'all', requests: [] })
  })

  test('what is here survives a restart, and a record that changed meanwhile is where it belongs', async () => {
    const world = demoWorld()
    const first = await world.openTab()
    await complete(world, first, where(compare('amount', 'gte', '1000')))
    await first.close()
    const tab = await world.openTab()
    const { shown, asked } = await complete(world, tab, where(compare('amount', 'gt', '5000')))
    expect(asked).toBe(0)
    const [id = ''] = idsOf(shown)
    world.emulator.account.update('deals', id, { amount: '10' })
    await world.until(() => !idsOf(shown).includes(id), 120_000)
    expect(idsOf(shown)).toEqual(expected(world, where(compare('amount', 'gt', '5000'))))
  })
})

describe('[SY4] a query that one search cannot say', () => {
  const names = ['amount', 'closedate', 'dealname', 'dealstage', 'pipeline', 'hubspot_owner_id'] as const
  const eight: Predicate = {
    kind: 'or',
    of: Array.from({ length: 8 }, (_, at): Predicate => ({
      kind: 'and',
      of: [compare('amount', 'gte', String(at * 10_000)), compare('amount', 'lt', String(at * 10_000 + 5_000))],
    })),
  }

  test.each<[string, Query]>([
    ['of eight alternatives', where(eight)],
    [
      'of six hundred values',
      where({
        kind: 'list',
        property: 'amount',
        operator: 'in',
        values: Array.from({ length: 600 }, (_, at) => String(at * 250)),
      }),
    ],
    [
      'of two sorts, as a window',
      {
        ...deals,
        orderBy: [
          { property: 'dealstage', direction: 'asc' },
          { property: 'amount', direction: 'desc' },
        ],
        limit: 20,
      },
    ],
    [
      'of eight alternatives, as a window by amount',
      { ...where(eight), orderBy: [{ property: 'amount', direction: 'desc' }], offset: 3, limit: 12 },
    ],
    [
      'of eight alternatives, as a window whose end no condition can say',
      { ...where(eight), orderBy: [{ property: 'dealstage', direction: 'asc' }], limit: 12 },
    ],
    [
      'of more conditions than a group holds',
      where({
        kind: 'and',
        of: [
          ...names.map((property): Predicate => ({ kind: 'presence', property, operator: 'has' })),
          compare('amount', 'gte', '1'),
        ],
      }),
    ],
  ])('%s is loaded by several and equals what it means', async (_name, query) => {
    const world = demoWorld()
    const tab = await world.openTab()
    const { shown } = await complete(world, tab, query)
    expect(idsOf(shown)).toEqual(expected(world, query))
    expect(shown.rows()).not.toEqual([])
    expect(tab.troubles()).toEqual([])
  })

  test('with more matches than paging reaches is read whole', async () => {
    const world = demoWorld({ demo: false })
    for (let made = 0; made < 10_050; made++) world.emulator.account.create('companies', { name: `Company ${made}` })
    await world.time.advance(120_000)
    const tab = await world.openTab({ budget: {} })
    const { shown, asked } = await complete(world, tab, { ...everyRecord('companies'), select: ['name'] })
    expect(shown.rows()).toHaveLength(10_050)
    expect(asked).toBe(Math.ceil(10_050 / 200))
  })
})

describe('[SY4] a query about associated records', () => {
  const having = (predicate: Predicate | null, label: string | null = null): Query =>
    where({ kind: 'hasAssociated', objectType: 'companies', where: predicate, label })
  const named = (value: string): Predicate => ({ kind: 'compare', property: 'name', operator: 'eq', value })

  async function worldWithLonely(): Promise<{ readonly world: World; readonly lonely: string }> {
    const world = demoWorld()
    const lonely = world.emulator.account.create('deals', {
      dealname: 'Alone',
      dealstage: 'appointmentscheduled',
      pipeline: 'default',
    })
    await world.time.advance(60_000)
    return { world, lonely }
  }

  function partnersOf(world: World, deal: string): readonly string[] {
    return world.emulator.account.partners('deals', deal, 'companies').map(({ id }) => id)
  }

  test('is complete with the records that its partners lead to, and follows them', async () => {
    const world = demoWorld()
    const { account } = world.emulator
    const company = account.records('companies').find(({ id }) => account.partners('companies', id, 'deals').length > 1)
    const name = company?.properties['name'] ?? ''
    const tab = await world.openTab()
    const { shown } = await complete(world, tab, having(named(name)))
    const expectedIds = account
      .records('deals')
      .map(({ id }) => id)
      .filter((id) =>
        partnersOf(world, id).some((each) => account.record('companies', each)?.properties['name'] === name),
      )
    expect(idsOf(shown).toSorted()).toEqual(expectedIds.toSorted())
    expect(expectedIds.length).toBeGreaterThan(1)

    const other =
      account.records('deals').find(({ id }) => !expectedIds.includes(id) && partnersOf(world, id).length > 0)?.id ?? ''
    const [renamed = ''] = partnersOf(world, other)
    account.update('companies', renamed, { name })
    await world.until(() => idsOf(shown).includes(other), 180_000)
  })

  test('is complete with those that have any, and with those that have none', async () => {
    const { world, lonely } = await worldWithLonely()
    const { account } = world.emulator
    const tab = await world.openTab()
    const all = account.records('deals').map(({ id }) => id)
    const withAny = all.filter((id) => partnersOf(world, id).length > 0)
    const { shown } = await complete(world, tab, having(null))
    expect(idsOf(shown).toSorted()).toEqual(withAny.toSorted())
    const none = await complete(
      world,
      tab,
      where({ kind: 'not', of: { kind: 'hasAssociated', objectType: 'companies', where: null, label: null } }),
    )
    expect(idsOf(none.shown).toSorted()).toEqual(all.filter((id) => !withAny.includes(id)).toSorted())
    expect(idsOf(none.shown)).toContain(lonely)
  })

  describe('when all of its own records are here already', () => {
    const withSome = (objectType: string, predicate: Predicate | null): Predicate => ({
      kind: 'hasAssociated',
      objectType,
      where: predicate,
      label: null,
    })
    const questions: readonly (readonly [string, (company: string, name: string) => Predicate])[] = [
      ['what they hold', (_company, name) => withSome('companies', named(name))],
      ['whether there are any', () => withSome('companies', null)],
      ['whether there are none', () => ({ kind: 'not', of: withSome('companies', null) })],
      [
        'whom those are associated with',
        (id) => withSome('contacts', { kind: 'associated', objectType: 'companies', id, label: null }),
      ],
      ['what the partners of those hold', (_company, name) => withSome('contacts', withSome('companies', named(name)))],
    ]

    test.each(questions)('it reads what it has to know of partners: %s', async (_name, predicateOf) => {
      const { world } = await worldWithLonely()
      const { account } = world.emulator
      const company = account
        .records('companies')
        .find(({ id }) => account.partners('companies', id, 'contacts').length > 0)
      const query = where(predicateOf(company?.id ?? '', company?.properties['name'] ?? ''))
      const fresh = await complete(world, await world.openTab(), query)
      const right = idsOf(fresh.shown).toSorted()

      const { world: other } = await worldWithLonely()
      const tab = await other.openTab()
      await complete(other, tab, deals)
      const { shown } = await complete(other, tab, query)
      expect(idsOf(shown).toSorted()).toEqual(right)
      expect(right).not.toEqual([])
    })

    test('a narrower question about the same partners sends no request', async () => {
      const world = demoWorld()
      const tab = await world.openTab()
      const name = world.emulator.account.records('companies')[0]?.properties['name'] ?? ''
      await complete(world, tab, deals)
      const { shown } = await complete(world, tab, having(named(name)))
      const least = shown.rows().length
      const { asked } = await complete(
        world,
        tab,
        where({ kind: 'and', of: [withSome('companies', named(name)), compare('amount', 'gte', '0')] }),
      )
      expect(least).toBeGreaterThan(0)
      expect(asked).toBe(0)
    })
  })

  test('that no partner can satisfy is complete and empty', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    const { shown } = await complete(world, tab, having({ kind: 'list', property: 'name', operator: 'in', values: [] }))
    expect(shown.rows()).toEqual([])
  })
})
