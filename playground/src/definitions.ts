/** Who owns deals: a person, or a queue of them. */
export interface Owner {
  readonly id: string
  readonly name: string
  readonly isPerson: boolean
}

/** A step of a deal's pipeline. */
export interface Stage {
  readonly id: string
  /** Stages belong to one pipeline: HubSpot refuses another's. */
  readonly pipeline: string
  readonly label: string
  readonly won: boolean
}

/** What gives ids their names on the page. */
export interface Definitions {
  readonly owners: readonly Owner[]
  readonly stages: readonly Stage[]
}

const shelf = 'holdfast-playground/definitions'

/**
 * Owners and stages of the account, kept on this device from the first time on: names change rarely, and a page opened offline needs them.
 * Throws when they were never fetched and HubSpot cannot be asked.
 */
export async function loadDefinitions(): Promise<Definitions> {
  const kept = localStorage.getItem(shelf)
  if (kept !== null) return JSON.parse(kept) as Definitions
  const [owners, pipelines] = await Promise.all([
    fetchResults<OwnerAnswer>('/crm/crm/owners/2026-09?limit=100'),
    fetchResults<PipelineAnswer>('/crm/crm/pipelines/2026-09/deals'),
  ])
  const definitions = { owners: owners.map(toOwner).sort(peopleByName), stages: pipelines.flatMap(toStages) }
  localStorage.setItem(shelf, JSON.stringify(definitions))
  return definitions
}

/** The name of a stage, or its id when the account has added it since. */
export function stageLabel(stages: readonly Stage[], id: string | null): string {
  return stages.find((stage) => stage.id === id)?.label ?? id ?? 'No stage'
}

// The parts of HubSpot's answers that are read here.
interface OwnerAnswer {
  readonly id: string
  readonly type: 'PERSON' | 'QUEUE'
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
}

interface PipelineAnswer {
  readonly id: string
  readonly stages: readonly {
    readonly id: string
    readonly label: string
    readonly displayOrder: number
    readonly metadata: { readonly isClosed?: string; readonly probability?: string }
  }[]
}

async function fetchResults<T>(path: string): Promise<readonly T[]> {
  const response = await fetch(path).catch((cause: unknown) => {
    throw new Error('HubSpot cannot be reached, and nothing of this account is on this device yet.', { cause })
  })
  if (!response.ok) throw new Error(`HubSpot answered ${response.status} when asked for owners and stages.`)
  const { results } = (await response.json()) as { readonly results: readonly T[] }
  return results
}

// Queues have no names.
function toOwner({ id, type, email, firstName = '', lastName = '' }: OwnerAnswer): Owner {
  const isPerson = type === 'PERSON'
  const name = `${firstName} ${lastName}`.trim() || email
  return { id, isPerson, name: name || `${isPerson ? 'Owner' : 'Queue'} ${id}` }
}

function toStages({ id: pipeline, stages }: PipelineAnswer): Stage[] {
  return [...stages]
    .sort((a, b) => a.displayOrder - b.displayOrder)
    .map(({ id, label, metadata: { isClosed, probability } }) => ({
      id,
      pipeline,
      label,
      won: isClosed === 'true' && Number(probability) === 1,
    }))
}

function peopleByName(a: Owner, b: Owner): number {
  return Number(b.isPerson) - Number(a.isPerson) || a.name.localeCompare(b.name)
}
