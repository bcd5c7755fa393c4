import { everyRecord } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import { demoWorld, rowAt, rowOf, showDeals } from './started.ts'
import { associate, create } from './drafts.ts'
import { unwrap, type World } from './world.ts'

function companyWithDeals(world: World): { readonly company: string; readonly deals: readonly string[] } {
  for (const { id } of world.emulator.account.records('companies')) {
    const deals = world.emulator.account.partners('companies', id, 'deals').map((partner) => partner.id)
    if (deals.length > 1) return { company: id, deals }
  }
  throw new Error('No company of the demo account has two deals.')
}

const dealsOf = (company: string) => ({
  ...everyRecord('deals'),
  where: { kind: 'associated', objectType: 'companies', id: company, label: null } as const,
  select: ['dealname'],
})

describe('associations', () => {
  test('the deals of a company are found, and follow what others link and unlink within a minute or so', async () => {
    const world = demoWorld()
    const { company, deals } = companyWithDeals(world)
    const tab = await world.openTab()
    const shown = await tab.show(dealsOf(company))
    const ids = () => shown.rows().map(({ id }) => id)
    await world.until(() => shown.messages() > 0 && shown.status().completeness === 'complete')
    expect(ids().toSorted()).toEqual(deals.toSorted())

    const other = world.emulator.account.records('deals').find(({ id }) => !deals.includes(id))?.id ?? ''
    const [gone = ''] = deals
    world.emulator.account.associate('companies', company, 'deals', other)
    world.emulator.account.disassociate('companies', company, 'deals', gone)
    await world.until(() => ids().includes(other) && !ids().includes(gone), 120_000)
  })

  test('a deal made here for a company is among its deals at once, and stays the same row when HubSpot has it', async () => {
    const world = demoWorld()
    const { company, deals } = companyWithDeals(world)
    const tab = await world.openTab()
    const shown = await tab.show(dealsOf(company))
    await world.until(() => shown.messages() > 0 && shown.status().completeness === 'complete')
    world.online = false
    const deal = create('deals', { dealname: 'Lift 9', dealstage: 'appointmentscheduled', pipeline: 'default' }, [
      { objectType: 'companies', id: company, label: 'primary' },
    ])
    await tab.commit([deal])
    await world.until(() => shown.rows().length === deals.length + 1)
    expect(rowOf(shown, deal.id)?.pending).toContain('*')
    world.online = true
    await world.until(() => rowOf(shown, deal.id)?.pending.length === 0)
    expect(rowOf(shown, deal.id)?.id).toMatch(/^\d+$/)
    expect(shown.rows()).toHaveLength(deals.length + 1)
    await world.until(() => tab.status().pending === 0)
    await world.time.advance(90_000)
    expect(shown.rows()).toHaveLength(deals.length + 1)
  })

  test('an included record that changes at HubSpot changes in the list', async () => {
    const world = demoWorld()
    const { shown, deal } = await showDeals(world)
    const [contact] = world.emulator.account.partners('deals', deal.id, 'contacts')
    if (contact === undefined) throw new Error('The first deal has no contact.')
    world.emulator.account.update('contacts', contact.id, { firstname: 'Renamed' })
    await world.until(() => JSON.stringify(rowAt(shown, 0).includes).includes('Renamed'))
  })

  test('a contact that another client links to a deal on screen appears in its row', async () => {
    const world = demoWorld()
    const { shown, deal } = await showDeals(world, await world.openTab())
    const partners = world.emulator.account.partners('deals', deal.id, 'contacts')
    for (const { id } of partners) world.emulator.account.disassociate('deals', deal.id, 'contacts', id)
    const id = world.emulator.account.create('contacts', { firstname: 'Newly', email: 'newly@example.com' })
    world.emulator.account.associate('deals', deal.id, 'contacts', id)
    await world.until(() => JSON.stringify(rowOf(shown, deal.key)?.includes[1]).includes('Newly'), 120_000)
    expect(rowOf(shown, deal.key)?.includes[1]).toHaveLength(1)
  })

  test('an archived deal leaves the list although search never tells', async () => {
    const world = demoWorld()
    const { shown, deal } = await showDeals(world)
    world.emulator.account.archive('deals', deal.id)
    await world.until(() => rowOf(shown, deal.key) === undefined, 600_000)
    expect(shown.rows()).toHaveLength(50)
  })

  test('a link made to a contact that is made in the same unit is sent with the contact’s real id', async () => {
    const world = demoWorld()
    const { tab, deal } = await showDeals(world)
    const contact = create('contacts', { email: 'real.id@example.com' })
    await tab.commit([contact, associate('deals', deal.id, 'contacts', contact.id)])
    await world.until(() => tab.status().pending === 0)
    const made = world.emulator.account
      .records('contacts')
      .find(({ properties }) => properties['email'] === 'real.id@example.com')
    const [, link] = world.emulator.audit()
    expect(link).toMatchObject({ kind: 'associate', id: deal.id, to: { objectType: 'contacts', id: made?.id } })
  })
})

describe('merged records', () => {
  test('a contact that was merged into another is shown as the survivor in the rows that included it', async () => {
    const world = demoWorld({ switches: { batchReadMerged: 'redirect', mergeIds: 'preserved' } })
    const [first, second] = world.emulator.account.records('contacts')
    if (first === undefined || second === undefined) throw new Error('The demo account has no contacts.')
    const tab = await world.openTab()
    const merge = new Request('http://hubspot.test/crm/objects/2026-09/contacts/merge', {
      method: 'POST',
      headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
      body: JSON.stringify({ primaryObjectId: first.id, objectIdToMerge: second.id }),
    })
    expect((await world.emulator.fetch(merge)).status).toBe(200)
    const reading = tab.engine.read('contacts', second.id)
    await world.time.advance(1_000)
    const text = unwrap(await reading)
    expect(JSON.parse(text ?? 'null')?.[1]).toBe(first.id)
  })
})
