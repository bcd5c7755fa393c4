import {
  recordId,
  temporaryId,
  type AssociatedName,
  type LabelOf,
  type NewRecord,
  type ObjectTypeName,
  type RecordId,
  type RecordOf,
  type Schema,
} from '@holdfast/crm'
import type { AssociationDraft } from '@holdfast/engine/protocol'
import { draftPatch, wireValuesOfNew, wireValuesOfSeen, type Draft } from './draft.ts'
import { uniqueKey } from './key.ts'
import type { Wish, Write } from './write.ts'

/** The writes that an object type takes, alone or within a transaction. */
export interface RecordCommands<S extends Schema, O extends ObjectTypeName<S>> {
  /** Makes a new record. Its temporary id is usable at once, in other writes and in queries. */
  create(record: NewRecord<S, O>, options?: CreateOptions<S, O>): Write<O>
  /**
   * Edits a record: `update(id, (deal) => { deal.amount = 12_500 })`. Only what the recipe changes is sent, and assigning what is there is no change.
   *
   * The draft holds the record as it is on this device, own pending writes included, or `seen`: a row, or the values a form began with. Then only
   * what is in there can be edited, and a property that HubSpot has changed since is a conflict rather than overwritten.
   */
  update<Seen extends Partial<RecordOf<S, O>> = RecordOf<S, O>>(
    id: RecordId<O>,
    recipe: (draft: Draft<S, O, keyof Seen>) => void,
    options?: { readonly seen?: Seen },
  ): Write<O>
  /** Moves a record to HubSpot's recycling bin. */
  archive(id: RecordId<O>): Write<O>
  /** Associates a record with another one, under a label or none. */
  associate<To extends AssociatedName<S, O>>(
    id: RecordId<O>,
    objectType: To,
    toId: RecordId<NoInfer<To>>,
    options?: LabelOption<S, O, To>,
  ): Write<O>
  /** Takes an association away: of that label, or, without one, altogether. */
  disassociate<To extends AssociatedName<S, O>>(
    id: RecordId<O>,
    objectType: To,
    toId: RecordId<NoInfer<To>>,
    options?: LabelOption<S, O, To>,
  ): Write<O>
}

/** Which of the associations between two records. */
export interface LabelOption<S extends Schema, O extends ObjectTypeName<S>, To> {
  readonly label?: LabelOf<S, O, To>
}

/** What a new record comes with. */
export interface CreateOptions<S extends Schema, O extends ObjectTypeName<S>> {
  /** By object type, the records it is associated with from the beginning: ids, or ids with a label. */
  readonly associate?: {
    readonly [To in AssociatedName<S, O>]?: readonly (
      | RecordId<To>
      | ({ readonly id: RecordId<To> } & LabelOption<S, O, To>)
    )[]
  }
}

/** The commands without their types; {@link RecordCommands} says what they take. */
export interface UntypedCommands {
  readonly create: (
    record: Readonly<Record<string, unknown>>,
    options?: { readonly associate?: Readonly<Record<string, readonly AssociateWith[] | undefined>> },
  ) => Write
  readonly update: (id: string, recipe: (draft: never) => unknown, options?: { readonly seen?: object }) => Write
  readonly archive: (id: string) => Write
  readonly associate: (id: string, objectType: string, toId: string, options?: Labelled) => Write
  readonly disassociate: (id: string, objectType: string, toId: string, options?: Labelled) => Write
}

interface Labelled {
  readonly label?: string
}

type AssociateWith = string | (Labelled & { readonly id: string })

/** The commands of one object type; `write` takes what they wish for. Throws `TypeError` at once for what is no id. */
export function recordCommands(schema: Schema, objectType: string, write: (wish: Wish) => Write): UntypedCommands {
  const properties = schema[objectType]?.properties ?? {}

  function association(kind: 'associate' | 'disassociate'): UntypedCommands['associate'] {
    return (id, toType, toId, options) => {
      const to = associationDraft(toType, { ...options, id: toId })
      return write({ id: recordId(objectType, id), draft: (key) => ({ kind, key, objectType, id, to }) })
    }
  }

  return {
    create(record, options) {
      // The caller may go on with its object; what it holds now is what was meant.
      const values = { ...record }
      const id = temporaryId(uniqueKey())
      const associations = Object.entries(options?.associate ?? {}).flatMap(([toType, ends]) =>
        (ends ?? []).map((end) => associationDraft(toType, typeof end === 'string' ? { id: end } : end)),
      )
      return write({
        id,
        draft: (key) => ({
          kind: 'create',
          key,
          objectType,
          id,
          properties: wireValuesOfNew(objectType, properties, values),
          associations,
        }),
      })
    },
    update(id, recipe, options) {
      return write({
        id: recordId(objectType, id),
        ...(options?.seen === undefined && { reads: { objectType, id } }),
        draft(key, read) {
          const seen = options?.seen === undefined ? read : wireValuesOfSeen(properties, options.seen)
          const patch = draftPatch({ objectType, properties, seen, recipe })
          return Object.keys(patch.properties).length === 0 ? null : { kind: 'update', key, objectType, id, ...patch }
        },
      })
    },
    archive: (id) =>
      write({ id: recordId(objectType, id), draft: (key) => ({ kind: 'archive', key, objectType, id }) }),
    associate: association('associate'),
    disassociate: association('disassociate'),
  }
}

function associationDraft(toType: string, { id, label }: Labelled & { readonly id: string }): AssociationDraft {
  return { objectType: toType, id: recordId(toType, id), label: label ?? null }
}
