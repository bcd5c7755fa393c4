import type { LocalKey } from '@holdfast/crm'
import type { LinkOverlay, Overlay, RecordOverlay } from '../replica/index.ts'
import type { AssociationDraft } from '../protocol.ts'
import { isOpen, type Intent } from './intent.ts'
import type { KeyOf } from './graph.ts'

/** What all open intents together make of HubSpot's truth. Computed, never stored: base and intents are the truth. */
export function overlayOf(intents: readonly Intent[], keyOf: KeyOf): Overlay {
  const records = new Map<string, { objectType: string; key: LocalKey; overlay: RecordOverlay }>()
  const links: LinkOverlay[] = []

  function lay(objectType: string, id: string, change: (overlay: RecordOverlay) => RecordOverlay): void {
    const key = keyOf(objectType, id)
    const name = `${objectType} ${key}`
    const before = records.get(name)?.overlay ?? { created: false, archived: false, properties: {} }
    records.set(name, { objectType, key, overlay: change(before) })
  }

  function link(fromType: string, fromId: string, to: AssociationDraft, change: LinkOverlay['change']): void {
    links.push({
      fromType,
      from: keyOf(fromType, fromId),
      toType: to.objectType,
      to: keyOf(to.objectType, to.id),
      change,
      label: to.label,
    })
  }

  for (const intent of intents) {
    if (!isOpen(intent)) continue
    const { draft } = intent
    const { objectType, id } = draft
    switch (draft.kind) {
      case 'create':
        lay(objectType, id, (overlay) => ({
          ...overlay,
          created: true,
          properties: { ...overlay.properties, ...draft.properties },
        }))
        for (const to of draft.associations) link(objectType, id, to, 'add')
        break
      case 'update':
        lay(objectType, id, (overlay) => ({ ...overlay, properties: { ...overlay.properties, ...draft.properties } }))
        break
      case 'archive':
        lay(objectType, id, (overlay) => ({ ...overlay, archived: true }))
        break
      case 'associate':
        link(objectType, id, draft.to, 'add')
        break
      case 'disassociate':
        link(objectType, id, draft.to, 'remove')
        break
    }
  }
  return { records: [...records.values()], links }
}
