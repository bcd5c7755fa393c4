import { hubspotDefinedAssociations } from './data/association-types.ts'

/** Who defined an association type (HubSpot's spelling on the wire). */
export type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED' | 'INTEGRATOR_DEFINED' | 'WORK'

/** One directed way in which records of two object types can be associated. */
export interface AssociationType {
  readonly from: string
  readonly to: string
  readonly category: AssociationCategory
  readonly typeId: number
  /** Its label in our spelling ({@link labelName}), null for the unlabelled type. */
  readonly label: string | null
}

/** A label as schemas and queries spell it: HubSpot's text in lower case, words joined by `_` (`Decision maker` -> `decision_maker`). */
export function labelName(label: string): string {
  return label
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

/** All association types that HubSpot defines from one object type to another; empty when it defines none. Names are plural: `deals`. */
export function standardAssociationTypes(from: string, to: string): readonly AssociationType[] {
  const row = Object.hasOwn(hubspotDefinedAssociations, from) ? hubspotDefinedAssociations[from] : undefined
  return (row ?? [])
    .filter(([target]) => target === to)
    .map(([, typeId, label]) => ({ from, to, category: 'HUBSPOT_DEFINED', typeId, label }))
}

/** The association type HubSpot defines for that direction and label (null: unlabelled), undefined when it defines none. */
export function standardAssociationType(
  from: string,
  to: string,
  label: string | null = null,
): AssociationType | undefined {
  return standardAssociationTypes(from, to).find((type) => type.label === label)
}

/** Every association type HubSpot defines. */
export function allStandardAssociationTypes(): readonly AssociationType[] {
  return Object.entries(hubspotDefinedAssociations).flatMap(([from, row]) =>
    row.map(([to, typeId, label]) => ({ from, to, category: 'HUBSPOT_DEFINED' as const, typeId, label })),
  )
}
