import type { Schema } from './models.ts'

/** What a model of the client does not say, or says otherwise than HubSpot's newer descriptions and guides. */
export interface Departure {
  /** Properties besides, or instead of, the model's. */
  readonly properties: Readonly<Record<string, Schema>>
  /** Required by the model, and left out by HubSpot. */
  readonly optional?: readonly string[]
}

const text = { type: 'string' }
const numberOrText = { type: ['string', 'integer'] }

/** Departures by model name, in every area that has the model. Everything else is exactly as the client reads it. */
export const departures: Readonly<Record<string, Departure>> = {
  // Error bodies carry `status`, those of limits their policy; the plain 404 has no category (error guide, captures).
  ModelError: {
    properties: { status: text, errorType: text, policyName: text, requestId: text },
    optional: ['category'],
  },
  // Fields of the properties API that came after this release of the client.
  Property: { properties: { dataSensitivity: text, currencyPropertyName: text } },
  // A field of the schemas API that came after it.
  ObjectSchema: { properties: { allowsSensitiveProperties: { type: 'boolean' } } },
  ObjectTypeDefinition: { properties: { allowsSensitiveProperties: { type: 'boolean' } } },
  // Record ids are numbers in the v4 guide's answers; what has no label has `label: null` there.
  MultiAssociatedObjectWithLabel: { properties: { toObjectId: numberOrText } },
  LabelsBetweenObjectPair: { properties: { fromObjectId: numberOrText, toObjectId: numberOrText } },
  AssociationSpecWithLabel: { properties: { label: { type: ['string', 'null'] } } },
  // The description's DateTime, which the client's generator took for a date though it has a model of that name.
  ReportCreationResponse: { properties: { enqueueTime: { $ref: '#/definitions/DateTime' } } },
  // Who has left has a user id of null (owners guide).
  PublicOwner: { properties: { userId: { type: ['integer', 'null'] } } },
}
