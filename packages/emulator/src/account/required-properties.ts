/** Properties that an administrator made required on every write that leaves `property` with one of `values`. */
export interface ConditionalRequirement {
  readonly property: string
  readonly values: readonly string[]
  readonly required: readonly string[]
}

/** What an administrator requires of the records of one type, besides what HubSpot does. Plain data. */
export interface RequiredProperties {
  /** On create. */
  always: readonly string[]
  conditional: readonly ConditionalRequirement[]
}
