/**
 * How much an account may hold. Records: the example of the guide; for the others no figure is documented, and
 * these are round. What tests want otherwise are switches
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/limits-tracking/guide).
 */
export const accountLimits = {
  recordsPerType: 500_000,
  customRecords: 500_000,
  customTypes: 10,
  calculatedProperties: 200,
  pipelinesPerType: 100,
  customPipelines: 100,
  labelsPerPair: 50,
} as const

/** A property set of one object type has at most that many unique properties (properties guide). */
export const mostUniqueProperties = 10
