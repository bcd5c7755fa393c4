import { ApiError, malformed } from '../api-error.ts'
import type { Part } from '../route.ts'

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

/** The fields and files of a multipart form; none for a body that is no such form. */
export async function parseParts(contentType: string, text: string): Promise<readonly Part[]> {
  // The platform reads forms; it wants them as the body of something.
  const form = await new Response(text, { headers: { 'content-type': contentType } }).formData().catch(() => null)
  const parts = [...(form ?? [])].map(async ([name, value]): Promise<Part> =>
    typeof value === 'string'
      ? { name, fileName: null, text: value }
      : { name, fileName: value.name, text: await value.text() },
  )
  return Promise.all(parts)
}
