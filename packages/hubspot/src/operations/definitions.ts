import type { Owner, Pipeline } from '@holdfast/crm'
import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import {
  parseAccount,
  parseOwnerPage,
  parsePipelines,
  parseProperties,
  type AccountDetails,
  type OwnerPage,
  type PropertyDefinition,
} from '../wire/index.ts'
import { readPages } from './pages.ts'

/** What an account defines besides its records. */
export interface DefinitionOperations {
  /** All properties of an object type, sensitive ones excepted. */
  properties(objectType: string, options?: RequestOptions): Promise<readonly PropertyDefinition[]>
  /** Pipelines and stages in display order. */
  pipelines(objectType: string, options?: RequestOptions): Promise<readonly Pipeline[]>
  /** Every owner; archived ones on request, they stay in old records. */
  owners(shape?: { readonly archived?: boolean }, options?: RequestOptions): Promise<readonly Owner[]>
  /** The account that the token belongs to. */
  account(options?: RequestOptions): Promise<AccountDetails>
}

/** The operations on definitions. */
export function createDefinitionOperations(request: Requester, routes: Routes): DefinitionOperations {
  return {
    properties: (objectType, options) =>
      request(
        {
          operation: `${objectType}.properties`,
          kind: 'read',
          method: 'GET',
          path: routes.properties(objectType),
          parse: parseProperties,
        },
        options,
      ),
    pipelines: (objectType, options) =>
      request(
        {
          operation: `${objectType}.pipelines`,
          kind: 'read',
          method: 'GET',
          path: routes.pipelines(objectType),
          parse: parsePipelines,
        },
        options,
      ),
    async owners(shape = {}, options) {
      const pages = await readPages<OwnerPage>(null, (after, check) =>
        request(
          {
            operation: 'owners.list',
            kind: 'read',
            method: 'GET',
            path: routes.owners(),
            query: { limit: '100', after, archived: shape.archived === true ? 'true' : undefined },
            parse: (body) => check(parseOwnerPage(body)),
          },
          options,
        ),
      )
      return pages.flatMap(({ owners }) => owners)
    },
    account: (options) =>
      request(
        { operation: 'account.details', kind: 'read', method: 'GET', path: routes.account(), parse: parseAccount },
        options,
      ),
  }
}
