import { isTemporaryId, type Schema } from '@holdfast/crm'
import { isWindow, type Parameter, type Predicate, type Query } from '../ast.ts'
import { invalidQuery } from '../invalid-query.ts'
import { encodeOperand } from '../operand.ts'
import { applies, isOperator, takesOperand } from '../operators.ts'
import { isParameter } from '../parameter.ts'
import { propertyOf } from '../property-of.ts'

/** A predicate while it is built: it may hold parameters. */
export type OpenPredicate = Predicate<Parameter>

/** What a partner has to satisfy, without types: how it is made, or a query that says it. */
export type UntypedPartner = ((tools: UntypedTools) => OpenPredicate) | { readonly ast: Query<Parameter> }

/** The predicate tools without their types. */
export interface UntypedTools {
  readonly f: (name: string, operator: string, ...operand: readonly unknown[]) => OpenPredicate
  readonly associatedTo: (
    objectType: string,
    partner: string | Parameter | UntypedPartner,
    options?: { readonly label?: string },
  ) => OpenPredicate
  readonly hasAssociated: (
    objectType: string,
    partner?: UntypedPartner | null,
    options?: { readonly label?: string },
  ) => OpenPredicate
  readonly and: (...of: readonly OpenPredicate[]) => OpenPredicate
  readonly or: (...of: readonly OpenPredicate[]) => OpenPredicate
  readonly not: (of: OpenPredicate) => OpenPredicate
}

/** Makes predicates about records of an object type; values become wire values here. */
export function predicateTools(schema: Schema, objectType: string): UntypedTools {
  const hasAssociated: UntypedTools['hasAssociated'] = (target, partner = null, { label = null } = {}) => {
    checkAssociation(schema, objectType, target, label)
    return { kind: 'hasAssociated', objectType: target, where: whereOf(schema, target, partner), label }
  }
  return {
    f: (name, operator, ...operand) => propertyPredicate(schema, objectType, name, operator, operand),
    associatedTo(target, partner, options = {}) {
      if (typeof partner !== 'string' && !isParameter(partner)) return hasAssociated(target, partner, options)
      const { label = null } = options
      checkAssociation(schema, objectType, target, label)
      if (!isParameter(partner) && !/^\d{1,20}$/.test(partner) && !isTemporaryId(partner))
        throw new TypeError(`This is not an id of ${target}.`)
      return { kind: 'associated', objectType: target, id: partner, label }
    },
    hasAssociated,
    and: (...of) => ({ kind: 'and', of }),
    or: (...of) => ({ kind: 'or', of }),
    not: (of) => ({ kind: 'not', of }),
  }
}

function propertyPredicate(
  schema: Schema,
  objectType: string,
  name: string,
  operator: string,
  [operand]: readonly unknown[],
): OpenPredicate {
  const part = `where ${name}`
  const property = propertyOf(schema, objectType, name, part)
  if (!isOperator(operator) || !applies(operator, property.type))
    throw invalidQuery(
      objectType,
      part,
      `"${operator}" does not apply to ${objectType}.${name}, which is of type ${property.type}.`,
      'Use an operator of that type.',
    )
  const wire = (value: unknown): string => encodeOperand(schema, objectType, name, operator, value)
  const open = (value: unknown): string | Parameter => (isParameter(value) ? value : wire(value))
  if (takesOperand(operator, 'none')) return { kind: 'presence', property: name, operator }
  if (takesOperand(operator, 'value')) return { kind: 'compare', property: name, operator, value: open(operand) }
  if (takesOperand(operator, 'values') && isParameter(operand))
    return { kind: 'list', property: name, operator, values: operand }
  if (!Array.isArray(operand)) throw new TypeError(`"${operator}" takes a list.`)
  if (takesOperand(operator, 'values')) return { kind: 'list', property: name, operator, values: operand.map(wire) }
  if (operand.length !== 2) throw new TypeError('"between" takes two values: [from, to].')
  return { kind: 'between', property: name, from: open(operand[0]), to: open(operand[1]) }
}

function checkAssociation(schema: Schema, from: string, objectType: string, label: string | null): void {
  const associations = schema[from]?.associations ?? {}
  const association = Object.hasOwn(associations, objectType) ? associations[objectType] : undefined
  if (association === undefined || (label !== null && !association.labels.includes(label)))
    throw invalidQuery(
      from,
      `associated ${objectType}`,
      `${from} has no such association with "${objectType}" in the schema.`,
      'Add the association and its labels to the schema.',
    )
}

function whereOf(schema: Schema, objectType: string, partner: UntypedPartner | null): OpenPredicate | null {
  if (partner === null) return null
  if (typeof partner === 'function') return partner(predicateTools(schema, objectType))
  const { ast } = partner
  if (ast.objectType !== objectType)
    throw new TypeError(`This is a query for ${ast.objectType}, not for ${objectType}.`)
  if (ast.search !== null || isWindow(ast))
    throw new TypeError('Of a query for partners the predicate counts: leave search text and window out.')
  return ast.where
}
