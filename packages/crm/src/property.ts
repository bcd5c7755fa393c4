import type { CalendarDate, Instant } from './record.ts'

/** HubSpot's property types that applications use (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide). */
export const propertyTypes = ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number'] as const

/** One of {@link propertyTypes}. */
export type PropertyType = (typeof propertyTypes)[number]

/**
 * A property as a schema states it: HubSpot-shaped plain data.
 *
 * An enumeration without `options` takes any string (owners, pipelines and stages live in the account).
 */
export interface Property {
  readonly type: PropertyType
  /** Option *values*, not labels; only for enumerations. */
  readonly options?: readonly string[]
  /** Several options at once, joined by `;` on the wire; only for enumerations. */
  readonly multiple?: boolean
  /** HubSpot computes or owns it; a write that names it fails as a whole. */
  readonly readOnly?: boolean
  /** A record cannot be created without it. Says nothing of reading: every property may be unset. */
  readonly requiredOnCreate?: boolean
  /** HubSpot keeps its values unique per object type, so it can serve as `idProperty`. */
  readonly unique?: boolean
}

/** The properties of one object type by name. */
export type Properties = Readonly<Record<string, Property>>

/** What an option of the enumeration `P` can be. */
export type OptionOf<P extends Property> = [P] extends [{ readonly options: readonly (infer Option extends string)[] }]
  ? Option
  : string

interface Decoded {
  string: string
  number: number
  bool: boolean
  date: CalendarDate
  datetime: Instant
  phone_number: string
}

/** The value of property `P` when it is set: what reading gives and writing takes. */
export type ValueOf<P extends Property> = P['type'] extends keyof Decoded
  ? Decoded[P['type']]
  : P extends { readonly multiple: true }
    ? readonly OptionOf<P>[]
    : OptionOf<P>

/** One value of property `P`: as {@link ValueOf}, but a single option for a property that holds several. */
export type SingleOf<P extends Property> = P['type'] extends keyof Decoded ? Decoded[P['type']] : OptionOf<P>
