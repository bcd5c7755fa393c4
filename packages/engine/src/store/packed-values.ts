/**
 * A record's values as one text: JSON of wire values in the order of its object type's layout. Text is what goes to disk and across threads, and one object
 * a record instead of thirty; it is read when somebody looks at a value.
 */
export type PackedValues = string

/** The text of values. */
export function packValues(values: readonly (string | null)[]): PackedValues {
  return JSON.stringify(values)
}

/** The values of a text. */
export function unpackValues(text: PackedValues): readonly (string | null)[] {
  return JSON.parse(text) as (string | null)[]
}
