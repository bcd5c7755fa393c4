/**
 * Facts about HubSpot's search that no page settles. Each is a named choice with the most likely value as default, so that a measurement
 * in a real account changes one word here instead of code. They must not differ between two devices of one account.
 */
export interface Switches {
  /** Unset values sort last in both directions; false puts them first in both. */
  readonly nullsLast: boolean
  /** `notContainsToken` matches a record without a value. */
  readonly notContainsMatchesUnset: boolean
  /** `containsToken` on an enumeration that holds several options matches one whole option, exactly; false tokenizes it as text. */
  readonly multiSelectByOption: boolean
  /** `lt lte gt gte between` on strings compare lower-cased text; false compares it as written. */
  readonly orderedStringsIgnoreCase: boolean
}

/** What holds until somebody measures otherwise. */
export const defaultSwitches: Switches = Object.freeze({
  nullsLast: true,
  notContainsMatchesUnset: false,
  multiSelectByOption: true,
  orderedStringsIgnoreCase: true,
})
