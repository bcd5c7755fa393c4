import { encodeValue, isTemporaryId, type Property, type Schema } from '@holdfast/crm'
import type { Predicate } from './ast.ts'
import { invalidQuery } from './invalid-query.ts'
import { refusalOfOperand } from './operand.ts'
import { applies, isOperator, takesOperand, type Operator } from './operators.ts'
import { idProperty, propertyOf } from './property-of.ts'

/** The predicate tools without their types. */
export interface UntypedTools {
  readonly f: (name: string, operator: string, ...operand: readonly unknown[]) => Predicate
  readonly associatedTo: (objectType: string, id: string, options?: { readonly label?: string }) => Predicate
  readonly and: (...of: readonly Predicate[]) => Predicate
  readonly or: (...of: readonly Predicate[]) => Predicate
  readonly not: (of: Predicate) => Predicate
}

/** Makes predicates about records of an object type; values become wire values here. */
export function predicateTools(schema: Schema, objectType: string): UntypedTools {
  return {
    f: (name, operator, ...operand) => propertyPredicate(schema, objectType, name, operator, operand),
    associatedTo: (target, id, { label } = {}) => associated(schema, objectType, target, id, label ?? null),
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
): Predicate {
  const part = `where ${name}`
  const property = propertyOf(schema, objectType, name, part)
  if (!isOperator(operator) || !applies(operator, property.type))
    throw invalidQuery(
      objectType,
      part,
      `"${operator}" does not apply to ${objectType}.${name}, which is of type ${property.type}.`,
      'Use an operator of that type.',
    )
  const wire = (value: unknown): string => encodeOperand(objectType, name, property, operator, value)
  if (takesOperand(operator, 'none')) return { kind: 'presence', property: name, operator }
  if (takesOperand(operator, 'value')) return { kind: 'compare', property: name, operator, value: wire(operand) }
  if (!Array.isArray(operand)) throw new TypeError(`"${operator}" takes a list.`)
  if (takesOperand(operator, 'values')) return { kind: 'list', property: name, operator, values: operand.map(wire) }
  if (operand.length !== 2) throw new TypeError('"between" takes two values: [from, to].')
  return { kind: 'between', property: name, from: wire(operand[0]), to: wire(operand[1]) }
}

function encodeOperand(
  objectType: string,
  name: string,
  property: Property,
  operator: Operator,
  value: unknown,
): string {
  const wire = name === idProperty && typeof value === 'string' ? value : encodeValue(oneOf(property), value, name)
  const refusal = refusalOfOperand(operator, name, property, wire)
  if (refusal !== null) throw invalidQuery(objectType, `where ${name}`, refusal, 'Correct the operand.')
  return wire
}

// A property that holds several options is asked about one at a time.
function oneOf(property: Property): Property {
  return property.multiple === true ? { ...property, multiple: false } : property
}

function associated(schema: Schema, from: string, objectType: string, id: string, label: string | null): Predicate {
  const association = schema[from]?.associations[objectType]
  if (association === undefined || (label !== null && !association.labels.includes(label)))
    throw invalidQuery(
      from,
      `associated ${objectType}`,
      `${from} has no such association with "${objectType}" in the schema.`,
      'Add the association and its labels to the schema.',
    )
  if (!/^\d{1,20}$/.test(id) && !isTemporaryId(id)) throw new TypeError(`This is not an id of ${objectType}.`)
  return { kind: 'associated', objectType, id, label }
}
