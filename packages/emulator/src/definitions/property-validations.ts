import { validationRuleTypes, type Account, type TypeState, type ValidationRuleType } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { asArray, asOptionalFlag, asText, field, type JsonObject } from '../input.ts'
import { areRuleArguments, ruledTypes, type WriteContext } from '../records/index.ts'
import { unknownProperty } from './properties.ts'

/**
 * Holds a property's values to a rule from now on; a rule of the same kind gives way. Throws `ApiError` 404 for an unknown property, 400 for
 * an unknown rule, for arguments that are none, and for properties that are neither text, number nor date.
 */
export function putValidationRule(
  account: Account,
  type: TypeState,
  { property, ruleType }: { readonly property: string; readonly ruleType: string },
  body: JsonObject,
  context: WriteContext,
): void {
  const definition = type.properties.find(property)?.definition
  if (definition === undefined) throw unknownProperty(type, property)
  if (!ruledTypes.includes(definition.type))
    throw invalid(`Property "${property}" of type ${definition.type} cannot have validation rules.`)
  const kind = ruleTypeOf(ruleType)
  const ruleArguments = asArray(field(body, 'ruleArguments'), 'ruleArguments').map((each) =>
    asText(each, 'an argument'),
  )
  if (!areRuleArguments(kind, ruleArguments)) throw invalid(`These are no arguments of ${kind}.`)
  const normalized = field(body, 'shouldApplyNormalization')
  const rule = {
    ruleType: kind,
    ruleArguments,
    ...(normalized === undefined
      ? {}
      : { shouldApplyNormalization: asOptionalFlag(normalized, 'shouldApplyNormalization') }),
  }
  const others = (type.validations.get(property) ?? []).filter((each) => each.ruleType !== kind)
  type.validations.put(context.origin.at, property, [...others, rule])
  account.changes.add(context, {
    kind: 'define',
    objectType: type.name,
    id: `${property} ${kind}`,
    definition: { of: 'property validation', change: 'update' },
  })
}

/** A kind of rule by its name; 400 for what is none. */
export function ruleTypeOf(text: string): ValidationRuleType {
  const found = validationRuleTypes.find((each) => each === text)
  if (found === undefined) throw invalid(`"${text}" is no type of validation rules.`)
  return found
}
