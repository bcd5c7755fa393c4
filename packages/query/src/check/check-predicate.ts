import { isTemporaryId, type Property } from '@holdfast/crm'
import type { Parameter, Predicate } from '../ast.ts'
import { refusalOfOperand } from '../operand.ts'
import { applies, isOperator, takesOperand, type Operator } from '../operators.ts'
import { parameterName, unboundQuery } from '../parameter.ts'
import { propertyOf } from '../property-of.ts'
import { checkDepth, count, parseArray, parseName, parseObject, refuse, type Context, type Given } from './given.ts'

/** Takes a predicate about records of the object type at hand. */
export function parsePredicate(input: unknown, context: Context, part: string): Predicate<Parameter> {
  const given = parseObject(input, context, part)
  checkDepth(context, part)
  count(context, 'clauses', part)
  const inner = { ...context, depth: context.depth + 1 }
  const { kind } = given
  switch (kind) {
    case 'and':
    case 'or': {
      const of = parseArray(given['of'], context, `${part}.of`)
      return Object.freeze({
        kind,
        of: Object.freeze(of.map((each, at) => parsePredicate(each, inner, `${part}.of[${at}]`))),
      })
    }
    case 'not':
      return Object.freeze({ kind, of: parsePredicate(given['of'], inner, `${part}.of`) })
    case 'associated':
      return parseAssociated(given, context, part)
    case 'hasAssociated':
      return parseHasAssociated(given, inner, part)
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return parsePropertyPredicate(kind, given, context, part)
  }
  throw refuse(context, `${part}.kind`, 'This is no kind of predicate.')
}

type PropertyKind = Extract<Predicate, { readonly property: string }>['kind']

function parsePropertyPredicate(
  kind: PropertyKind,
  given: Given,
  context: Context,
  part: string,
): Predicate<Parameter> {
  const name = parseName(given['property'], context, `${part}.property`)
  const property = propertyOf(context.schema, context.objectType, name, `${part}.property`)
  const operator = kind === 'between' ? kind : given['operator']
  if (typeof operator !== 'string' || !isOperator(operator))
    throw refuse(context, `${part}.operator`, 'This is no operator.')
  if (!applies(operator, property.type))
    throw refuse(
      context,
      `${part}.operator`,
      `"${operator}" does not apply to ${context.objectType}.${name}, which is of type ${property.type}.`,
    )
  const wire = (value: unknown, of: string): string =>
    parseOperand(value, operator, name, property, context, `${part}.${of}`)
  const operand = (value: unknown, of: string): string | Parameter =>
    parseParameter(value, context, `${part}.${of}`) ?? wire(value, of)
  if (kind === 'compare' && takesOperand(operator, 'value'))
    return Object.freeze({ kind, property: name, operator, value: operand(given['value'], 'value') })
  if (kind === 'between' && takesOperand(operator, 'range'))
    return Object.freeze({
      kind,
      property: name,
      from: operand(given['from'], 'from'),
      to: operand(given['to'], 'to'),
    })
  if (kind === 'list' && takesOperand(operator, 'values')) {
    const parameter = parseParameter(given['values'], context, `${part}.values`)
    if (parameter !== null) return Object.freeze({ kind, property: name, operator, values: parameter })
    const values = parseArray(given['values'], context, `${part}.values`)
    const wires = values.map((value, at) => wire(value, `values[${at}]`))
    return Object.freeze({ kind, property: name, operator, values: Object.freeze(wires) })
  }
  if (kind === 'presence' && takesOperand(operator, 'none')) return Object.freeze({ kind, property: name, operator })
  throw refuse(context, `${part}.operator`, `"${operator}" is no operator of a "${kind}" predicate.`)
}

// Null for what is no parameter, so that it is taken for a value; a parameter where everything has to be bound is refused.
function parseParameter(input: unknown, context: Context, part: string): Parameter | null {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'parameter')) return null
  const { parameter } = parseObject(input, context, part)
  if (typeof parameter !== 'string' || !parameterName.test(parameter))
    throw refuse(context, `${part}.parameter`, 'This is no name of a parameter.')
  if (!context.isOpen) throw unboundQuery(context.objectType, [parameter])
  count(context, 'values', part)
  return Object.freeze({ parameter })
}

function parseOperand(
  input: unknown,
  operator: Operator,
  name: string,
  property: Property,
  context: Context,
  part: string,
): string {
  if (typeof input !== 'string') throw refuse(context, part, 'An operand is a wire value, so a string.')
  count(context, 'values', part)
  const refusal = refusalOfOperand(operator, name, property, input)
  if (refusal !== null) throw refuse(context, part, refusal)
  return input
}

function parseAssociated(given: Given, context: Context, part: string): Predicate<Parameter> {
  const objectType = parseAssociatedName(given['objectType'], context, `${part}.objectType`)
  return Object.freeze({
    kind: 'associated',
    objectType,
    id: parseParameter(given['id'], context, `${part}.id`) ?? parseRecordId(given['id'], context, `${part}.id`),
    label: parseLabel(given['label'], objectType, context, `${part}.label`),
  })
}

function parseHasAssociated(given: Given, context: Context, part: string): Predicate<Parameter> {
  const objectType = parseAssociatedName(given['objectType'], context, `${part}.objectType`)
  const partner = { ...context, objectType }
  return Object.freeze({
    kind: 'hasAssociated',
    objectType,
    where: given['where'] === null ? null : parsePredicate(given['where'], partner, `${part}.where`),
    label: parseLabel(given['label'], objectType, context, `${part}.label`),
  })
}

/** Takes the id of a record. */
export function parseRecordId(input: unknown, context: Context, part: string): string {
  if (typeof input !== 'string' || !(/^\d{1,20}$/.test(input) || isTemporaryId(input)))
    throw refuse(context, part, 'This is no id of a record.')
  count(context, 'values', part)
  return input
}

/** Takes the name of an object type that the one at hand is associated with. */
export function parseAssociatedName(input: unknown, context: Context, part: string): string {
  const name = parseName(input, context, part)
  const associations = context.schema[context.objectType]?.associations ?? {}
  if (!Object.hasOwn(associations, name))
    throw refuse(context, part, `${context.objectType} is not associated with "${name}" in the schema.`)
  return name
}

/** Takes a label of the associations towards `target`; null is none. */
export function parseLabel(input: unknown, target: string, context: Context, part: string): string | null {
  if (input === null) return null
  const label = parseName(input, context, part)
  if (!context.schema[context.objectType]?.associations[target]?.labels.includes(label))
    throw refuse(context, part, `Associations of ${context.objectType} with ${target} have no label "${label}".`)
  return label
}
