import { expect } from 'vitest'
import type { World } from '../world.ts'
import { rowsOf, type Rows } from '../rows.ts'

/** What the tests of one object type work with. */
export interface Sample {
  /** Its name for the account, e.g. `line_items`. */
  readonly objectType: string
  /** What a create sends. */
  readonly properties: Readonly<Record<string, string>>
  /** What an update sends: other values of some of them. */
  readonly change: Readonly<Record<string, string>>
  /** The association a create must carry: a record of that type, and the type id that leads to it. */
  readonly bornWith?: { readonly to: 'contacts'; readonly typeId: number }
  /** A type it can be associated with. */
  readonly partner?: 'contacts' | 'companies' | 'deals'
}

type Properties = { readonly [name: string]: string | null }
type Batch<Result> = Promise<{
  readonly results: readonly Result[]
  readonly status: string
  readonly numErrors?: number
  readonly errors?: readonly { readonly context: { readonly [name: string]: readonly string[] } }[]
}>

interface ObjectAnswer {
  readonly id: string
  readonly properties: Properties
  readonly archived?: boolean
}

interface DetailedAnswer extends ObjectAnswer {
  readonly propertiesWithHistory?: { readonly [name: string]: readonly { readonly value: string }[] }
  readonly associations?: { readonly [name: string]: { readonly results: readonly { readonly id: string }[] } }
}

interface Page<Result> {
  readonly results: readonly Result[]
  readonly paging?: { readonly next?: { readonly after: string } }
}

/** The part of the client that every object type has, in the one shape all of them share. */
export interface ObjectApis {
  readonly basicApi: {
    getById(id: string, names?: string[], history?: string[], associations?: string[]): Promise<DetailedAnswer>
    getPage(limit?: number, after?: string, names?: string[]): Promise<Page<DetailedAnswer>>
    create(input: { properties: Record<string, string>; associations: never[] }): Promise<ObjectAnswer>
    update(id: string, input: { properties: Record<string, string> }): Promise<ObjectAnswer>
    archive(id: string): Promise<void>
  }
  readonly batchApi: {
    read(input: {
      inputs: { id: string }[]
      properties: string[]
      propertiesWithHistory: string[]
    }): Batch<ObjectAnswer>
    create(input: {
      inputs: { properties: Record<string, string>; associations: never[]; objectWriteTraceId: string }[]
    }): Batch<ObjectAnswer>
    update(input: { inputs: { id: string; properties: Record<string, string> }[] }): Batch<ObjectAnswer>
    upsert(input: {
      inputs: { id: string; idProperty: string; properties: Record<string, string> }[]
    }): Batch<{ readonly id: string; readonly _new: boolean }>
    archive(input: { inputs: { id: string }[] }): Promise<void>
  }
  readonly searchApi: {
    doSearch(request: {
      filterGroups: { filters: { propertyName: string; operator: never; value: string }[] }[]
      properties: string[]
      sorts: string[]
      limit: number
    }): Promise<Page<ObjectAnswer> & { readonly total: number }>
  }
}

/** The rows of an object type that can be read and written: 11 methods. */
export function objectRows(family: string, apisOf: (world: World) => ObjectApis, sample: Sample): Rows {
  return {
    ...readRows(family, apisOf, sample),
    ...writeRows(family, apisOf, sample),
    ...batchRows(family, apisOf, sample),
  }
}

/** The rows of reading: get, list, batch read and search. */
export function readRows(
  family: string,
  apisOf: (world: World) => ReadApis,
  { objectType, properties, partner }: Sample,
): Rows {
  const [name = '', value = ''] = Object.entries(properties)[0] ?? []
  return rowsOf(family, {
    'basicApi.getById': async (world) => {
      const id = world.emulator.account.create(objectType, properties)
      const partnerId = partner === undefined ? undefined : world.emulator.account.create(partner, {})
      if (partner !== undefined && partnerId !== undefined)
        world.emulator.account.associate(objectType, id, partner, partnerId)
      const record = await apisOf(world).basicApi.getById(id, Object.keys(properties), [name], partner && [partner])
      expect(record).toMatchObject({ id, properties })
      expect(record.propertiesWithHistory?.[name]).toHaveLength(1)
      if (partner !== undefined) expect(record.associations?.[partner]?.results[0]?.id).toBe(partnerId)
    },
    'basicApi.getPage': async (world) => {
      const ids = threeOf(world, objectType, properties)
      const { basicApi } = apisOf(world)
      const first = await basicApi.getPage(2, undefined, [name])
      const last = await basicApi.getPage(2, first.paging?.next?.after)
      expect([...first.results, ...last.results].map(({ id }) => id)).toEqual(ids)
      expect(last.paging).toBeUndefined()
    },
    'batchApi.read': async (world) => {
      const [one = '', , three = ''] = threeOf(world, objectType, properties)
      const inputs = [{ id: one }, { id: '1' }, { id: three }]
      const { results, errors } = await apisOf(world).batchApi.read({
        inputs,
        properties: [name],
        propertiesWithHistory: [],
      })
      expect(results.map(({ id }) => id).toSorted()).toEqual([one, three])
      expect(errors?.map(({ context }) => context['ids'])).toEqual([['1']])
    },
    'searchApi.doSearch': async (world) => {
      const ids = threeOf(world, objectType, properties)
      const filters = [{ propertyName: 'hs_object_id', operator: 'GT' as never, value: ids[0] ?? '' }]
      const { total, results } = await apisOf(world).searchApi.doSearch({
        filterGroups: [{ filters }],
        properties: [name],
        sorts: ['-hs_object_id'],
        limit: 1,
      })
      expect([total, results.map(({ id }) => id)]).toEqual([2, [ids[2]]])
      expect(results[0]?.properties[name]).toBe(value)
    },
  })
}

/** What {@link readRows} needs of an object type. */
export interface ReadApis {
  readonly basicApi: Pick<ObjectApis['basicApi'], 'getById' | 'getPage'>
  readonly batchApi: Pick<ObjectApis['batchApi'], 'read'>
  readonly searchApi: ObjectApis['searchApi']
}

function writeRows(family: string, apisOf: (world: World) => ObjectApis, sample: Sample): Rows {
  const { objectType, properties, change } = sample
  return rowsOf(family, {
    'basicApi.create': async (world) => {
      const made = await apisOf(world).basicApi.create({ properties, associations: birthOf(world, sample) })
      expect(made.properties).toMatchObject(properties)
    },
    'basicApi.update': async (world) => {
      const id = world.emulator.account.create(objectType, properties)
      const updated = await apisOf(world).basicApi.update(id, { properties: change })
      expect(updated).toMatchObject({ id, properties: change })
    },
    'basicApi.archive': async (world) => {
      const id = world.emulator.account.create(objectType, properties)
      await apisOf(world).basicApi.archive(id)
      expect(world.emulator.account.record(objectType, id)?.archived).toBe(true)
    },
  })
}

// Each client package has types of its own for associations; `never` fits all of them.
function birthOf({ emulator }: World, { bornWith }: Sample): never[] {
  if (bornWith === undefined) return []
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: bornWith.typeId }]
  return [{ to: { id: emulator.account.create(bornWith.to, {}) }, types } as never]
}

function batchRows(family: string, apisOf: (world: World) => ObjectApis, sample: Sample): Rows {
  const { objectType, properties, change } = sample
  return rowsOf(family, {
    'batchApi.create': async (world) => {
      const input = { properties, associations: birthOf(world, sample) }
      const traced = [
        { ...input, objectWriteTraceId: 'good' },
        { ...input, properties: { no_such_property: '1' }, objectWriteTraceId: 'bad' },
      ]
      const { status, results, errors } = await apisOf(world).batchApi.create({ inputs: traced })
      expect([status, results.length]).toEqual(['COMPLETE', 1])
      expect(errors?.[0]?.context['objectWriteTraceId']).toEqual(['bad'])
      expect(results[0]?.properties).toMatchObject(properties)
      expect(idsOf(world, objectType)).toEqual([results[0]?.id])
    },
    'batchApi.update': async (world) => {
      const ids = threeOf(world, objectType, properties)
      const [name = ''] = Object.keys(change)
      await apisOf(world).batchApi.update({ inputs: ids.slice(1).map((id) => ({ id, properties: change })) })
      const values = ids.map((id) => world.emulator.account.record(objectType, id)?.properties[name])
      expect(values.map((value) => value === values[2])).toEqual([false, true, true])
    },
    'batchApi.upsert': async (world) => {
      world.emulator.account.defineProperty(objectType, 'field_app_id', 'Field app id', 'text', { unique: true })
      const known = world.emulator.account.create(objectType, { ...properties, field_app_id: 'a-1' })
      const { email: _unique, ...rest } = { ...properties, ...change }
      const inputs = ['a-1', 'a-2'].map((id) => ({ id, idProperty: 'field_app_id', properties: rest }))
      const { results } = await apisOf(world).batchApi.upsert({ inputs })
      expect(results.find(({ id }) => id === known)?._new).toBe(false)
      expect(results.find(({ id }) => id !== known)?._new).toBe(true)
    },
    'batchApi.archive': async (world) => {
      const [one = '', two = '', three = ''] = threeOf(world, objectType, properties)
      await apisOf(world).batchApi.archive({ inputs: [{ id: one }, { id: three }] })
      expect(idsOf(world, objectType)).toEqual([two])
    },
  })
}

/** `getAll` of a family reads every page. */
export function allRow(
  family: string,
  sample: Sample,
  getAll: (world: World) => Promise<readonly ObjectAnswer[]>,
): Rows {
  return rowsOf(family, {
    getAll: async (world) => {
      const ids = threeOf(world, sample.objectType, sample.properties)
      expect((await getAll(world)).map(({ id }) => id)).toEqual(ids)
      // Three records in pages of two.
      expect(world.exchanges).toHaveLength(2)
    },
  })
}

/** Merging makes one record of two, whose other values it takes. */
export function mergeRow(
  family: string,
  sample: Sample,
  merge: (world: World, ids: { primaryObjectId: string; objectIdToMerge: string }) => Promise<ObjectAnswer>,
): Rows {
  return rowsOf(family, {
    'basicApi.merge': async (world) => {
      const { account } = world.emulator
      const primaryObjectId = account.create(sample.objectType, sample.properties)
      const objectIdToMerge = account.create(sample.objectType, sample.change)
      const merged = await merge(world, { primaryObjectId, objectIdToMerge })
      expect(idsOf(world, sample.objectType)).toEqual([merged.id])
      expect(account.record(sample.objectType, merged.id)?.properties).toMatchObject(sample.properties)
    },
  })
}

// Addresses are unique: three records share the sample's other values.
function threeOf({ emulator }: World, objectType: string, properties: Readonly<Record<string, string>>): string[] {
  return ['1', '2', '3'].map((number) => {
    const { email } = properties
    return emulator.account.create(objectType, {
      ...properties,
      ...(email === undefined ? {} : { email: number + email }),
    })
  })
}

function idsOf({ emulator }: World, objectType: string): readonly string[] {
  return emulator.account.records(objectType).map(({ id }) => id)
}
