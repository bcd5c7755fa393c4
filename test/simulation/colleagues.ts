import type { Emulator } from '@holdfast/emulator'
import type { Random } from '@holdfast/engine/testing'
import { choose, pick } from './chance.ts'

/** Where people work. */
export interface Surroundings {
  readonly random: Random
  readonly account: Emulator['account']
  /** Ids of the records that are there. */
  readonly idsByType: ReadonlyMap<string, string[]>
  /** Somebody removes a record, and puts another in its place or none. */
  readonly replace: (type: string, id: string, by: string | null) => void
  readonly anyId: (type: string) => string
  readonly now: () => number
  readonly seed: number
}

/** Those who work in HubSpot itself. */
export interface Colleagues {
  /** One change. */
  act(): void
}

/** As many records come as go, so that what is held has no reason to grow. */
export function createColleagues(surroundings: Surroundings): Colleagues {
  const { random, account, idsByType, anyId, now, seed } = surroundings
  const anyType = (): string =>
    choose(random, [
      [3, 'deals'],
      [2, 'contacts'],
      [1, 'companies'],
    ])
  let made = 0

  function edit(): void {
    const type = anyType()
    account.update(type, anyId(type), anyValues(type, ++made, now(), random))
  }

  function exchange(): void {
    const type = anyType()
    const gone = anyId(type)
    account.archive(type, gone)
    surroundings.replace(type, gone, account.create(type, newcomer(type)))
  }

  function newcomer(type: string): Record<string, string> {
    const nth = ++made
    if (type === 'contacts') return { email: `colleague.${seed}.${nth}@example.com`, firstname: 'New' }
    return type === 'companies' ? { name: `Company ${nth}` } : { dealname: `Deal ${nth}`, ...stage('qualifiedtobuy') }
  }

  function link(): void {
    account.associate('deals', anyId('deals'), 'contacts', anyId('contacts'))
  }

  function unlink(): void {
    const deal = anyId('deals')
    const present = new Set(idsByType.get('contacts'))
    const partners = account.partners('deals', deal, 'contacts').filter(({ id }) => present.has(id))
    const partner = pick(random, partners)
    if (partner !== undefined) account.disassociate('deals', deal, 'contacts', partner.id)
  }

  return {
    act: () =>
      choose(random, [
        [20, edit],
        [1, exchange],
        [1, link],
        [1, unlink],
      ])(),
  }
}

/** What somebody may write into a record; other values every time. */
export function anyValues(type: string, nth: number, now: number, random: Random): Record<string, string> {
  if (type === 'contacts') return { firstname: `First ${nth}`, jobtitle: `Title ${nth % 50}` }
  if (type === 'companies') return { city: `City ${nth % 40}`, phone: `+49 ${nth}` }
  return choose(random, [
    [2, { amount: String(nth % 50_000) }],
    [1, { dealname: `Deal named ${nth}` }],
    [1, { closedate: new Date(now + (nth % 90) * 86_400_000).toISOString() }],
    [1, stage(pick(random, ['qualifiedtobuy', 'contractsent', 'closedwon']) ?? '')],
  ])
}

function stage(name: string): Record<string, string> {
  return { pipeline: 'default', dealstage: name }
}
