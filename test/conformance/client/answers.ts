import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv as AjvClass, ValidateFunction } from 'ajv'
import { codegen, modelsOf, schemaOf } from './models.ts'

// Both are CommonJS, whose default export Node and the compiler see differently.
const require = createRequire(import.meta.url)
const { Ajv } = require('ajv') as { readonly Ajv: typeof AjvClass }
const { default: addFormats } = require('ajv-formats') as { readonly default: (ajv: AjvClass) => void }

/** A method as the client has it: area and class of the generated code, and its name there. */
export interface Operation {
  readonly area: string
  readonly api: string
  readonly method: string
}

/**
 * What is wrong with an answer to `operation`, one sentence each: a status that the client does not know for it, or a body that is not
 * exactly the model which the client reads at that status.
 */
export function answerComplaints(operation: Operation, status: number, body: string): readonly string[] {
  const model = modelsByStatus(operation).get(status)
  if (status >= 400) return complaints(operation.area, 'Error', body)
  if (model === undefined) return [`the client knows no status ${status}`]
  if (model === null) return body === '' ? [] : [`${status} has a body`]
  return complaints(operation.area, model, body)
}

function complaints(area: string, model: string, body: string): readonly string[] {
  const validate = validatorOf(area, model)
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return [`the body is no JSON: ${body.slice(0, 80)}`]
  }
  if (validate(parsed)) return []
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [model, instancePath, message, JSON.stringify(params)].join(' '),
  )
}

// The client's response processor is the only place that tells which model belongs to which status.
function modelsByStatus({ area, api, method }: Operation): ReadonlyMap<number, string | null> {
  const source = readOnce(join(codegen, area, 'apis', `${api}.js`))
  const processor = source.slice(source.indexOf(`class ${api}ResponseProcessor`))
  const [, body = ''] =
    new RegExp(`^ {4}${method}WithHttpInfo\\(response\\) \\{$(.*?)^ {4}\\}$`, 'ms').exec(processor) ?? []
  const cases = body.matchAll(/isCodeInRange\)\("(\d{3})".*?\n(.*?)return /gs)
  return new Map(
    [...cases].map(([, code, block = '']) => [Number(code), /contentType\), "([^"]*)"/.exec(block)?.[1] ?? null]),
  )
}

const sources = new Map<string, string>()

function readOnce(path: string): string {
  const text = sources.get(path) ?? readFileSync(path, 'utf8')
  sources.set(path, text)
  return text
}

const validators = new Map<string, ValidateFunction>()

function validatorOf(area: string, type: string): ValidateFunction {
  const key = `${area}#${type}`
  const known = validators.get(key)
  if (known !== undefined) return known
  const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true })
  addFormats(ajv)
  const made = ajv.compile({ ...schemaOf(type), definitions: modelsOf(area) })
  validators.set(key, made)
  return made
}
