import type { Crm, Schema } from '@holdfast/client'
import { createContext, useContext, type ReactNode } from 'react'

const CrmContext = createContext<unknown>(null)

/** What {@link CrmProvider} takes. */
export interface CrmProviderProps<S extends Schema> {
  /** What `openCrm` gave. */
  readonly crm: Crm<S>
  readonly children?: ReactNode
}

/** Gives the components within it an opened account. To change the account, give the provider a `key` that changes with it. */
export function CrmProvider<S extends Schema>({ crm, children }: CrmProviderProps<S>): ReactNode {
  // `<CrmContext>` itself provides only from React 19 on.
  return <CrmContext.Provider value={crm}>{children}</CrmContext.Provider>
}

/** The account of the nearest {@link CrmProvider}: `useCrm<typeof schema>()`. Throws `TypeError` without one. */
export function useCrm<S extends Schema = Schema>(): Crm<S> {
  const crm = useContext(CrmContext)
  if (crm === null) throw new TypeError('No CRM here: put a CrmProvider around the components that use it.')
  // The type is the application's claim: a context cannot know which schema it was given.
  return crm as Crm<S>
}
