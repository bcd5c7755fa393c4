import { createEmulator, type Emulator } from './emulator.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from './testing.ts'

/** An account with three contacts, Ada, Grace and Edith, and no lists. */
export interface Listing {
  readonly emulator: Emulator
  readonly call: Caller
  readonly ids: readonly string[]
}

/** Where lists are. */
export const lists = '/crm/v3/lists'

/** A list of contacts filled by hand. */
export const manual: { readonly name: string; readonly objectTypeId: string; readonly processingType: string } = {
  name: 'Trade fair',
  objectTypeId: '0-1',
  processingType: 'MANUAL',
}

/** An account to make lists in. */
export function arrangeLists(): Listing {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const ids = ['Ada', 'Grace', 'Edith'].map((firstname) => emulator.account.create('contacts', { firstname }))
  return { emulator, call: createCaller(emulator), ids }
}

/** Filters that let contacts of one first name pass. */
export function named(firstname: string): object {
  const operation = { operationType: 'STRING', operator: 'IS_EQUAL_TO', value: firstname }
  const filters = [{ filterType: 'PROPERTY', property: 'firstname', operation }]
  const filterBranches = [{ filterBranchType: 'AND', filterBranches: [], filters }]
  return { filterBranchType: 'OR', filters: [], filterBranches }
}

/** Makes a list and answers its id. */
export async function made(call: Caller, body: object): Promise<string> {
  return listOf(await call('POST', lists, body)).listId
}

/** The list in an answer. */
export function listOf({ body }: Reply, name = 'list'): { readonly listId: string } & Record<string, unknown> {
  return body[name] as { readonly listId: string } & Record<string, unknown>
}

/** The ids on a page of members; `rest` is what follows in the path. */
export async function members(call: Caller, listId: string, rest = ''): Promise<readonly unknown[]> {
  const { body } = await call('GET', `${lists}/${listId}/memberships${rest}`)
  return body.results.map((each) => each['recordId'])
}
