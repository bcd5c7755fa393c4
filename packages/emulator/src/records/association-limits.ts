import type { Account, AssociationType, PairTypes } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import type { Pair } from './associate.ts'

/**
 * 400 when a pair cannot have `types` because one of its records has as many partners by one of them as the subscription (switch
 * `limitPartners`) or an administrator allows (`userEnforcedMaxToObjectIds`, https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide). The code
 * is the one that imports report; what the association API answers is not documented.
 */
export function refuseOverLimit(account: Account, { from, fromId, to, toId }: Pair, types: PairTypes): void {
  for (const type of types) {
    refuse(account, type, fromId, toId)
    const inverse = account.associationTypes.inverseOf(type)
    if (inverse !== undefined) refuse(account, inverse, toId, fromId)
  }

  function refuse({ associations }: Account, type: AssociationType, id: number, partnerId: number): void {
    const most = Math.min(type.maxToObjectIds ?? Infinity, account.switches().limitPartners)
    const partners = associations.partners(type.from, id, type.to)
    if (partners.size < most) return
    const having = [...partners].filter(([, its]) => its.includes(type))
    if (having.length < most || having.some(([known]) => known === partnerId)) return
    const message = `A record of ${type.from} can have at most ${most} of ${type.to} by association type ${type.typeId}.`
    throw invalid(message, {
      errors: [
        {
          message,
          code: 'ASSOCIATION_LIMIT_EXCEEDED',
          context: { fromObjectId: [String(fromId)], toObjectId: [String(toId)] },
        },
      ],
      context: { fromObjectTypeId: [from.id], toObjectTypeId: [to.id] },
    })
  }
}
