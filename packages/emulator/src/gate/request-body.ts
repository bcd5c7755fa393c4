import { ApiError, malformed } from '../api-error.ts'

/** A body of JSON, undefined when there is none. Throws `ApiError` 400 for text that is no JSON, 415 for another content type. */
export function parseJson(method: string, contentType: string, text: string, wrongType: '415' | '400'): unknown {
  if (method === 'GET' || text.trim() === '') return undefined
  if (!/json/i.test(contentType)) {
    if (wrongType === '400') throw malformed(`Content-Type ${contentType} is not JSON.`)
    throw new ApiError(415, { message: 'HTTP 415 Unsupported Media Type' })
  }
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('it cannot be parsed.')
  }
}
