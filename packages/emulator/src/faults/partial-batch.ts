import type { Answer } from '../route.ts'

/** A batch body without its last `count` inputs, and those. Other bodies stay whole. */
export function leaveOut(body: unknown, count: number): { readonly rest: unknown; readonly out: readonly unknown[] } {
  const inputs = isObject(body) && Object.hasOwn(body, 'inputs') ? body['inputs'] : undefined
  if (!Array.isArray(inputs)) return { rest: body, out: [] }
  const kept = Math.max(0, inputs.length - count)
  return { rest: { ...(body as object), inputs: inputs.slice(0, kept) }, out: inputs.slice(kept) }
}

/** The batch's answer with an error for the inputs left out, by trace id where they have one, else by id. */
export function reportLeftOut(answer: Answer, out: readonly unknown[]): Answer {
  const { body } = answer
  if (out.length === 0 || !isObject(body) || answer.status >= 300) return answer
  const traceIds = textsOf(out, 'objectWriteTraceId')
  const context = traceIds.length > 0 ? { objectWriteTraceId: traceIds } : { ids: textsOf(out, 'id') }
  const error = { status: 'error', category: 'INTERNAL_ERROR', message: 'Some inputs could not be processed.', context }
  const errors = [...(Array.isArray(body['errors']) ? body['errors'] : []), error]
  return {
    ...answer,
    status: answer.status === 204 ? 200 : answer.status,
    body: { ...body, errors, numErrors: errors.length },
  }
}

function textsOf(inputs: readonly unknown[], name: string): readonly string[] {
  return inputs.flatMap((input) => (isObject(input) && typeof input[name] === 'string' ? [input[name]] : []))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
