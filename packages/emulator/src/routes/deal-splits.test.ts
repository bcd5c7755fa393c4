import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller, type ReplyBody } from '../testing.ts'

const [mara, tobias, ines] = [101838271, 101838272, 101838273]

function arrange(): { readonly emulator: Emulator; readonly call: Caller; readonly deal: string } {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  return { emulator, call: createCaller(emulator), deal: emulator.account.create('deals', { dealname: 'Two sellers' }) }
}

function shares(body: ReplyBody | undefined): readonly (readonly [owner: string | null, share: string | null])[] {
  const splits = (body?.['splits'] ?? []) as readonly ReplyBody[]
  return splits.map(({ properties }) => [
    properties['hubspot_owner_id'] ?? null,
    properties['hs_deal_split_percentage'] ?? null,
  ])
}

describe('deal splits', () => {
  test.each(['/crm/v3/objects/deals/splits', '/deal-splits/2026-03', '/deal-splits/2026-09'])(
    'are written and read at %s',
    async (path) => {
      const { call, deal } = arrange()
      const splits = [
        { ownerId: mara, percentage: 0.7 },
        { ownerId: tobias, percentage: 0.3 },
      ]
      const written = await call('POST', `${path}/batch/upsert`, { inputs: [{ id: Number(deal), splits }] })
      expect([written.status, written.body.results[0]?.id]).toEqual([200, deal])
      const read = await call('POST', `${path}/batch/read`, { inputs: [{ id: deal }] })
      expect(shares(read.body.results[0])).toEqual([
        [String(mara), '0.7'],
        [String(tobias), '0.3'],
      ])
    },
  )

  test('are replaced as a whole; who had one keeps its id', async () => {
    const { emulator, call, deal } = arrange()
    const upsert = (...splits: object[]) =>
      call('POST', '/deal-splits/2026-09/batch/upsert', { inputs: [{ id: deal, splits }] })
    await upsert({ ownerId: mara, percentage: 0.5 }, { ownerId: tobias, percentage: 0.5 })
    const [first] = emulator.account.records('deal_splits')
    await upsert({ ownerId: mara, percentage: 0.25 }, { ownerId: ines, percentage: 0.75 })
    expect(
      emulator.account.records('deal_splits').map(({ id, properties }) => [id, properties['hubspot_owner_id']]),
    ).toEqual([
      [first?.id, String(mara)],
      [expect.any(String), String(ines)],
    ])
    expect(emulator.account.partners('deals', deal, 'deal_splits')).toHaveLength(3)
  })

  test.each([
    ['do not make 1', [{ ownerId: mara, percentage: 0.9 }]],
    ['are none', []],
    [
      'are negative',
      [
        { ownerId: mara, percentage: 1.5 },
        { ownerId: tobias, percentage: -0.5 },
      ],
    ],
    [
      'have 9 decimals',
      [
        { ownerId: mara, percentage: 0.123456789 },
        { ownerId: tobias, percentage: 0.876543211 },
      ],
    ],
    [
      'go twice to one owner',
      [
        { ownerId: mara, percentage: 0.5 },
        { ownerId: mara, percentage: 0.5 },
      ],
    ],
    ['go to nobody', [{ ownerId: 7, percentage: 1 }]],
    ['are words', [{ ownerId: mara, percentage: 'all' }]],
  ])('that %s are refused, others of the batch are not', async (_name, splits) => {
    const { emulator, call, deal } = arrange()
    const other = emulator.account.create('deals', { dealname: 'One seller' })
    const inputs = [
      { id: deal, splits },
      { id: other, splits: [{ ownerId: mara, percentage: 1 }] },
      { id: '1', splits: [] },
    ]
    const { body } = await call('POST', '/deal-splits/2026-09/batch/upsert', { inputs })
    expect(body.results.map(({ id }) => id)).toEqual([other])
    expect(body['errors']).toMatchObject([
      { category: 'VALIDATION_ERROR', context: { ids: [deal] } },
      { category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } },
    ])
    expect(emulator.account.records('deal_splits')).toHaveLength(1)
  })
})
