import type { Account, TypeState } from '../account/index.ts'
import { ApiError } from '../api-error.ts'
import { customScopes, named, scopesOfPaths, scopesOfTypes, type ObjectScopes } from '../data/scopes.ts'
import { apiVersions } from '../versions.ts'

/** Scopes of which any one is enough. */
export type AnyOf = readonly string[]

/** Everything a request needs: one of each list. */
export function requiredScopes(account: Account, method: string, path: string): readonly AnyOf[] {
  const segments = path.split('/').filter((segment) => segment !== '' && !apiVersions.has(segment))
  const access = method === 'GET' || /\/(search|batch\/read)$/.test(path) ? 'read' : 'write'
  const plain = `/${segments.join('/')}`
  const family = scopesOfPaths.find(([prefix]) => plain === prefix || plain.startsWith(`${prefix}/`))
  if (family !== undefined) return [family[1][access]]
  const [area, kind, ...rest] = segments
  if (area !== 'crm' || kind === undefined) return []
  const types = typesNamed(account, kind, rest)
  return types.map((type) => (definitions.has(kind) || isLabel(rest) ? definitionScopes : objectScopes)(type)[access])
}

/** Throws `ApiError` 403 `MISSING_SCOPES` unless `granted` has one of each list; null has all scopes. */
export function checkScopes(granted: ReadonlySet<string> | null, required: readonly AnyOf[]): void {
  if (granted === null) return
  const missing = required.filter((anyOf) => !anyOf.some((scope) => granted.has(scope)))
  if (missing.length === 0) return
  throw new ApiError(403, {
    message: "This app hasn't been granted all required scopes to make this call.",
    category: 'MISSING_SCOPES',
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [...new Set(missing.flat())] },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  })
}

/** The scopes for records of one object type. */
export function objectScopes(type: TypeState): ObjectScopes {
  return type.id.startsWith('2-') ? customScopes : (scopesOfTypes[type.name] ?? named(type.name))
}

const definitions: ReadonlySet<string> = new Set(['properties', 'property-validations', 'pipelines'])

// Definitions are read with the scope of the records too, and changed with that of the schema only.
function definitionScopes(type: TypeState): ObjectScopes {
  const { read, write } = objectScopes(type)
  if (type.name === 'tickets') return { read, write }
  const schema = `crm.schemas.${type.id.startsWith('2-') ? 'custom' : type.name}`
  return { read: [`${schema}.read`, ...read], write: [`${schema}.write`] }
}

function isLabel(rest: readonly string[]): boolean {
  return rest.includes('labels') && !rest.includes('batch')
}

// Associations need the scopes of both sides.
function typesNamed(account: Account, kind: string, rest: readonly string[]): readonly TypeState[] {
  const [first, second, third, fourth, fifth] = rest
  const names =
    kind === 'associations'
      ? [first, second]
      : kind === 'objects' && third === 'associations'
        ? [first, fourth === 'default' ? fifth : fourth]
        : kind === 'objects' || definitions.has(kind)
          ? [first]
          : []
  return names.flatMap((name) => (name === undefined ? [] : (account.types.find(name) ?? [])))
}
