import type { Schema } from '@holdfast/crm'
import { expose } from 'comlink'
import { createEngine, type EngineOptions } from './engine.ts'
import { systemPorts } from './ports/index.ts'

/**
 * Makes this worker the engine. It is the whole of an application's worker file:
 *
 * ```ts no-run
 * import { defineSchema } from '@holdfast/crm'
 * import { startEngine } from '@holdfast/engine'
 *
 * startEngine({ schema: defineSchema({ contacts: {} }), origin: '/crm' })
 * ```
 *
 * Throws `HoldfastError` `schema/invalid` for a schema that cannot be.
 */
export function startEngine<const S extends Schema>(options: EngineOptions<S>): void {
  const origin = new URL(options.origin, globalThis.location.href).href
  expose(createEngine(systemPorts(), { ...options, origin }))
}
