import { Buffer } from 'node:buffer'
import { expect } from 'vitest'
import type { World } from '../world.ts'
import { rowsOf, type Rows } from '../rows.ts'

const request = JSON.stringify({
  name: 'Trade fair visitors',
  importOperations: { '0-1': 'CREATE' },
  files: [
    {
      fileName: 'visitors.csv',
      fileFormat: 'CSV',
      fileImportPage: {
        hasHeader: true,
        columnMappings: [
          { columnObjectTypeId: '0-1', columnName: 'First name', propertyName: 'firstname' },
          {
            columnObjectTypeId: 'contact',
            columnName: 'Mail',
            propertyName: 'email',
            columnType: 'HUBSPOT_ALTERNATE_ID',
          },
        ],
      },
    },
  ],
})

async function upload({ client }: World, csv: string): Promise<number> {
  const file = { data: Buffer.from(csv), name: 'visitors.csv' }
  const started = await client.crm.imports.coreApi.create(file, request)
  return Number(started.id)
}

const visitors = 'First name,Mail\nAda,ada@nordwind.example\nGrace,grace@nordwind.example\n'

/** Imports of files. */
export const imports: Rows = rowsOf('crm.imports', {
  'coreApi.create': async (world) => {
    const id = await upload(world, visitors)
    expect(id).toBeGreaterThan(0)
    world.emulator.clock.advance(60_000)
    const { state } = await world.client.crm.imports.coreApi.getById(id)
    expect(state).toBe('DONE')
    const names = world.emulator.account.records('contacts').map(({ properties }) => properties['firstname'])
    expect(new Set(names)).toEqual(new Set(['Ada', 'Grace']))
  },
  'coreApi.getById': async (world) => {
    const id = await upload(world, visitors)
    const found = await world.client.crm.imports.coreApi.getById(id)
    expect(found).toMatchObject({ id: String(id), importName: 'Trade fair visitors', mappedObjectTypeIds: ['0-1'] })
  },
  'coreApi.getPage': async (world) => {
    const ids = [await upload(world, visitors), await upload(world, 'First name,Mail\nEdith,edith@nordwind.example\n')]
    const { results } = await world.client.crm.imports.coreApi.getPage()
    expect(new Set(results.map(({ id }) => Number(id)))).toEqual(new Set(ids))
  },
  'coreApi.cancel': async (world) => {
    const id = await upload(world, visitors)
    await world.client.crm.imports.coreApi.cancel(id)
    const { state } = await world.client.crm.imports.coreApi.getById(id)
    expect(state).toBe('CANCELED')
  },
  'publicImportsApi.getErrors': async (world) => {
    const id = await upload(world, 'First name,Mail\nAda,no address\n')
    world.emulator.clock.advance(60_000)
    const { results } = await world.client.crm.imports.publicImportsApi.getErrors(id)
    expect(results.map(({ sourceData }) => sourceData.lineNumber)).toEqual([2])
  },
})
