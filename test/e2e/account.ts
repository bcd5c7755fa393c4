import { createEmulator, type AuditEntry, type Emulator, type StoredRecord } from '@holdfast/emulator'

/** The emulated account of a test, and everything it was asked. */
export interface Account {
  readonly emulator: Emulator
  /** The owner the page shows first. */
  readonly owner: string
  /** Ids of the owner's open deals as the page has to list them, from the records themselves. */
  openDeals(): string[]
  /** How many open deals the owner has, and what they amount to, from the records themselves. */
  openFigures(): OpenFigures
  /** The deal's property values. */
  deal(id: string): Readonly<Record<string, string>>
  /** One of the listed deals that is not in stage "Contract sent" but may be put there. */
  dealToSend(): string
  /** Searches received so far for that very list, whatever the pages of it. */
  listSearches(): number
  /** Applied writes since `mark` entries were known. */
  writesSince(mark: number): readonly AuditEntry[]
}

/** Figures about deals, the amount to the cent. */
export interface OpenFigures {
  readonly deals: number
  readonly amount: number
}

/** An account with demo data. Requests are recorded in front of the emulator, because a search is told from another by its body only. */
export function createAccount(): Account {
  const inner = createEmulator({ demo: true })
  const searched: string[] = []
  const emulator: Emulator = {
    ...inner,
    async fetch(request) {
      if (new URL(request.url).pathname.endsWith('/deals/search')) searched.push(await request.clone().text())
      return inner.fetch(request)
    },
  }
  const owner = '101838273'
  const deal = (id: string) => inner.account.record('deals', id)?.properties ?? {}
  const allOpenDeals = () =>
    inner.account
      .records('deals')
      .filter(({ properties }) => properties['hubspot_owner_id'] === owner && properties['hs_is_closed'] === 'false')
  const openDeals = () =>
    allOpenDeals()
      .sort(byCloseDate)
      .slice(0, 50)
      .map(({ id }) => id)

  function openFigures(): OpenFigures {
    const amounts = allOpenDeals().map(({ properties }) => Number(properties['amount'] ?? 0))
    const cents = amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0)
    return { deals: amounts.length, amount: cents / 100 }
  }

  function dealToSend(): string {
    // Not the first ones: those are what the page's "another client" changes.
    const ids = openDeals().slice(4)
    const found = ids.find((id) => deal(id)['pipeline'] === 'default' && deal(id)['dealstage'] !== 'contractsent')
    if (found === undefined) throw new Error('The demo data hold no deal that could be sent a contract.')
    return found
  }

  return {
    emulator,
    owner,
    openDeals,
    openFigures,
    deal,
    dealToSend,
    listSearches: () => searched.filter((body) => asksForOwner(body, owner)).length,
    writesSince: (mark) => inner.audit().slice(mark),
  }
}

function byCloseDate(a: StoredRecord, b: StoredRecord): number {
  const [left = '', right = ''] = [a.properties['closedate'], b.properties['closedate']]
  // Unset last; ISO texts of one zone order as moments do.
  if (left === '' || right === '') return left === right ? Number(a.id) - Number(b.id) : left === '' ? 1 : -1
  return left < right ? -1 : left > right ? 1 : Number(a.id) - Number(b.id)
}

interface SearchBody {
  readonly filterGroups?: readonly {
    readonly filters: readonly { readonly propertyName: string; readonly operator: string; readonly value?: string }[]
  }[]
}

function asksForOwner(body: string, owner: string): boolean {
  const { filterGroups = [] } = JSON.parse(body) as SearchBody
  return filterGroups.some(({ filters }) =>
    filters.some(
      ({ propertyName, operator, value }) =>
        propertyName === 'hubspot_owner_id' && operator === 'EQ' && value === owner,
    ),
  )
}
