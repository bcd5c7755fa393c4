import { HoldfastError, labelName, standardAssociationType, type AssociationType } from '@holdfast/crm'
import type { HubSpot } from '@holdfast/hubspot'

/** Finds the type id of an association; HubSpot's own are known, an account's are asked for once. */
export type FindAssociationType = (
  from: string,
  to: string,
  label: string | null,
  signal: AbortSignal,
) => Promise<AssociationType>

/** A finder that remembers what the account answered. */
export function createAssociationTypes(hubspot: HubSpot): FindAssociationType {
  const ofAccount = new Map<string, readonly AssociationType[]>()

  async function read(from: string, to: string, signal: AbortSignal): Promise<readonly AssociationType[]> {
    const labels = await hubspot.associations.labels(from, to, { lane: 'outbox', signal })
    const types = labels.map(({ category, typeId, label }) => ({
      from,
      to,
      category,
      typeId,
      label: label === null ? null : labelName(label),
    }))
    ofAccount.set(`${from} ${to}`, types)
    return types
  }

  return async (from, to, label, signal) => {
    const standard = standardAssociationType(from, to, label)
    if (standard !== undefined) return standard
    const known = ofAccount.get(`${from} ${to}`)?.find((type) => type.label === label)
    const found = known ?? (await read(from, to, signal)).find((type) => type.label === label)
    if (found !== undefined) return found
    throw new HoldfastError(
      'api/refused',
      `The account has no such association from ${from} to ${to}.`,
      'Define the label in HubSpot, or use another.',
      {
        status: 0,
        operation: 'associations.labels',
        correlationId: null,
        category: null,
        properties: [],
      },
    )
  }
}
