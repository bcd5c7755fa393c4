import { ApiError } from '../api-error.ts'
import { CellProblem } from './cell-value.ts'

/** What an import error says of a row that could not be written. */
export interface ImportProblem {
  readonly errorType: string
  readonly message: string
}

// Codes of refused property values, in the words of import errors.
const errorTypes: ReadonlyMap<string, string> = new Map([
  ['PROPERTY_DOESNT_EXIST', 'PROPERTY_DEFINITION_NOT_FOUND'],
  ['INVALID_OPTION', 'INVALID_ENUMERATION_OPTION'],
  ['INVALID_EMAIL', 'INVALID_EMAIL'],
  ['INVALID_DATE', 'COULD_NOT_PARSE_DATE'],
  ['INVALID_INTEGER', 'COULD_NOT_PARSE_NUMBER'],
  ['INVALID_LONG', 'COULD_NOT_PARSE_NUMBER'],
  ['INVALID_DECIMAL', 'COULD_NOT_PARSE_NUMBER'],
  ['MISSING_REQUIRED_PROPERTY', 'MISSING_REQUIRED_PROPERTY'],
  ['ASSOCIATION_LIMIT_EXCEEDED', 'ASSOCIATION_LIMIT_EXCEEDED'],
])

/** Says why a row was refused; undefined for what is no refusal but a mistake of ours. */
export function problemOf(error: unknown): ImportProblem | undefined {
  if (error instanceof CellProblem) return { errorType: error.errorType, message: error.message }
  if (!(error instanceof ApiError)) return undefined
  const { message, category, errors = [] } = error.body
  if (category === 'CONFLICT') return { errorType: 'DUPLICATE_UNIQUE_PROPERTY_VALUE', message }
  const [first] = errors
  if (first === undefined) {
    const taken = message.includes('already has that value')
    return { errorType: taken ? 'DUPLICATE_UNIQUE_PROPERTY_VALUE' : 'FAILED_VALIDATION', message }
  }
  const errorType = errors.length > 1 ? 'MANY_ERRORS_IN_ROW' : (errorTypes.get(first.code ?? '') ?? 'FAILED_VALIDATION')
  return { errorType, message: errors.map((each) => each.message).join(' ') }
}
