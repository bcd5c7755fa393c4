import type { Account, TypeState, ValidationRule } from '../account/index.ts'
import { unknownDefinition } from '../api-error.ts'
import { putValidationRule, ruleTypeOf, unknownProperty } from '../definitions/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { definitionRoutes, readableUntil } from './definition-routes.ts'

/** The rules that values of properties are held to (https://developers.hubspot.com/docs/api-reference/latest/crm/property-validations/guide). */
export function propertyValidationRoutes(account: Account): readonly Route[] {
  return definitionRoutes(account, 'propertyValidations', [
    ['GET', '', listAll],
    ['GET', '/:property', listOfProperty],
    ['GET', '/:property/rule-type/:rule', getRule],
    ['PUT', '/:property/rule-type/:rule', putRule],
  ])
}

function listAll(account: Account, type: TypeState): Answer {
  const results = [...type.validations.seen(readableUntil(account))]
    .filter(([name]) => type.properties.find(name) !== undefined)
    .map(([propertyName, propertyValidationRules]) => ({ propertyName, propertyValidationRules }))
  return { status: 200, body: { results } }
}

function listOfProperty(account: Account, type: TypeState, call: Call): Answer {
  return { status: 200, body: { results: rulesIn(account, type, call) } }
}

function getRule(account: Account, type: TypeState, call: Call): Answer {
  const ruleType = ruleTypeOf(call.param('rule'))
  const rule = rulesIn(account, type, call).find((each) => each.ruleType === ruleType)
  if (rule === undefined) throw unknownDefinition(`Property "${call.param('property')}" has no rule ${ruleType}.`)
  return { status: 200, body: rule }
}

function putRule(account: Account, type: TypeState, call: Call): Answer {
  const named = { property: call.param('property'), ruleType: call.param('rule') }
  putValidationRule(account, type, named, bodyObject(call), call.write)
  return { status: 204 }
}

function rulesIn(account: Account, type: TypeState, call: Call): readonly ValidationRule[] {
  const name = call.param('property')
  if (type.properties.find(name) === undefined) throw unknownProperty(type, name)
  return type.validations.seen(readableUntil(account)).get(name) ?? []
}
