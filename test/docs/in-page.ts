import type { EngineStatus } from '@holdfast/client'
import { createElement, isValidElement, StrictMode, type ComponentType, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { commands } from 'vitest/browser'
import { listen } from './complaints.ts'

/** What a page needs of the account that a sample opened and exports as `crm`. */
export interface OpenedCrm {
  status(): Watched<EngineStatus>
  trouble(): Watched<unknown>
  parked(): Watched<readonly { readonly reason: unknown }[]>
  close(): Promise<void>
}

interface Watched<T> {
  subscribe(next: (value: T) => void): { unsubscribe(): void }
}

/** A sample that has run. */
export interface Ran {
  readonly exports: Readonly<Record<string, unknown>>
  /** All that went wrong; none for a sample as it should be. */
  readonly complaints: readonly string[]
  /** What its components showed when all had settled. */
  readonly shown: readonly string[]
}

/** What a component is given by those that use it. */
export interface ComponentProps {
  readonly owner: string
  readonly id: string
}

/**
 * Runs a sample as the page would that it is part of: imports the module, shows each component and element that it exports under
 * StrictMode, and waits until writes have arrived and nothing is asked of HubSpot any more.
 */
export async function runInPage(path: string, props: ComponentProps, opened?: OpenedCrm): Promise<Ran> {
  const complaints = listen()
  let exports: Ran['exports'] = {}
  let shown: readonly string[] = []
  try {
    exports = await load(path)
    shown = await settled(opened ?? crmOf(exports), complaints.list, elementsOf(exports, props))
  } catch (error) {
    complaints.list.push(
      `Thrown: ${error instanceof Error ? error.stack : String(error)}`,
      ...(await refusedRequests()),
    )
  } finally {
    complaints.end()
  }
  return { exports, complaints: complaints.list, shown }
}

/** Where Vite serves the file. */
export function urlOf(path: string): string {
  return `/docs/generated/${path}`
}

// Through a module of ours: an import that Vite cannot follow makes it load the module apart from those that import it, too.
async function load(path: string): Promise<Ran['exports']> {
  const loaders = (await import(/* @vite-ignore */ urlOf('page-loaders.ts'))) as {
    readonly load: Readonly<Record<string, () => Promise<Ran['exports']>>>
  }
  const loader = loaders.load[path]
  if (loader === undefined) throw new TypeError(`There is no sample ${path} for a page.`)
  return loader()
}

/** The account among what a module exports. */
export function crmOf({ crm }: Ran['exports']): OpenedCrm | undefined {
  return typeof crm === 'object' && crm !== null && 'close' in crm ? (crm as OpenedCrm) : undefined
}

async function settled(
  crm: OpenedCrm | undefined,
  complaints: string[],
  elements: readonly ReactElement[],
): Promise<readonly string[]> {
  const trouble = crm?.trouble().subscribe((error) => complaints.push(`Trouble: ${String(error)}`))
  const mounted = elements.map((element) => mount(element, complaints))
  if (crm !== undefined) await first(crm.status(), ({ pending }) => pending === 0)
  complaints.push(...(await refusedRequests()))
  if (crm !== undefined) {
    const parked = await first(crm.parked(), () => true)
    complaints.push(...parked.map(({ reason }) => `Parked: ${JSON.stringify(reason)}`))
  }
  trouble?.unsubscribe()
  return mounted.map((unmount) => unmount())
}

async function refusedRequests(): Promise<readonly string[]> {
  return (await commands.requestsSettled()).map((refused) => `HubSpot answered ${refused}`)
}

function elementsOf(exports: Ran['exports'], props: ComponentProps): readonly ReactElement[] {
  return Object.entries(exports).flatMap(([name, value]) => {
    if (isValidElement(value)) return [value]
    const isComponent = typeof value === 'function' && /^[A-Z]/.test(name)
    return isComponent ? [createElement(value as ComponentType<ComponentProps>, props)] : []
  })
}

/** Shows the element; gives a function that takes it away and tells what was to be seen. */
function mount(element: ReactElement, complaints: string[]): () => string {
  const place = document.body.appendChild(document.createElement('div'))
  const take = (error: unknown): void => void complaints.push(`Rendering: ${String(error)}`)
  const root = createRoot(place, { onUncaughtError: take, onCaughtError: take })
  root.render(createElement(StrictMode, null, element))
  return () => {
    const shown = place.innerHTML
    if (shown === '') complaints.push('A component shows nothing.')
    root.unmount()
    place.remove()
    return shown
  }
}

function first<T>(watched: Watched<T>, wanted: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const subscription = watched.subscribe((value) => {
      if (!wanted(value)) return
      resolve(value)
      // It may be told within the very call that subscribes.
      queueMicrotask(() => subscription.unsubscribe())
    })
  })
}
