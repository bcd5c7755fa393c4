/** A body that a route takes as it is: `path` is found in the route's pattern, the first that fits counts. */
export interface GoodBody {
  readonly method: string
  readonly path: RegExp
  readonly body: unknown
}

const contact = { properties: { firstname: 'Ada', email: 'ada@acme.example', lifecyclestage: 'lead' } }
const colour = {
  name: 'colour',
  label: 'Colour',
  groupName: 'contactinformation',
  type: 'enumeration',
  fieldType: 'select',
  options: [{ label: 'Red', value: 'red', displayOrder: 0, hidden: false }],
}
const stage = { label: 'New', displayOrder: 0, metadata: { probability: '0.5', ticketState: 'OPEN' } }
const pipeline = { label: 'Service', displayOrder: 1, stages: [stage] }
const list = {
  name: 'Fair',
  objectTypeId: '0-1',
  processingType: 'DYNAMIC',
  filterBranch: {
    filterBranchType: 'OR',
    filterBranchOperator: 'OR',
    filters: [],
    filterBranches: [
      {
        filterBranchType: 'AND',
        filterBranchOperator: 'AND',
        filterBranches: [],
        filters: [
          {
            filterType: 'PROPERTY',
            property: 'firstname',
            operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: ['Ada'] },
          },
        ],
      },
    ],
  },
}
const pair = {
  from: { id: '1' },
  to: { id: '2' },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
}

/** One good body for most routes, to be spoilt. */
export const goodBodies: readonly GoodBody[] = [
  {
    method: 'POST',
    path: /objects.*\/search$/,
    body: {
      query: 'ada',
      filterGroups: [{ filters: [{ propertyName: 'createdate', operator: 'BETWEEN', value: '1', highValue: '2' }] }],
      sorts: [{ propertyName: 'createdate', direction: 'ASCENDING' }],
      properties: ['email'],
      limit: 10,
      after: '0',
    },
  },
  {
    method: 'POST',
    path: /:type\/batch\/read$/,
    body: { inputs: [{ id: '1' }], properties: ['email'], idProperty: 'email' },
  },
  {
    method: 'POST',
    path: /:type\/batch\/upsert$/,
    body: { inputs: [{ id: 'a@b.example', idProperty: 'email', ...contact }] },
  },
  { method: 'POST', path: /properties.*batch\/create$/, body: { inputs: [colour] } },
  { method: 'POST', path: /properties.*batch/, body: { inputs: [{ name: 'colour' }], archived: false } },
  { method: 'POST', path: /:type\/batch\/archive$/, body: { inputs: [{ id: '1' }] } },
  { method: 'POST', path: /:type\/batch\//, body: { inputs: [{ id: '1', objectWriteTraceId: 'x', ...contact }] } },
  { method: 'POST', path: /:type\/merge$/, body: { primaryObjectId: '1', objectIdToMerge: '2' } },
  { method: 'POST', path: /gdpr-delete$/, body: { objectId: 'a@b.example', idProperty: 'email' } },
  { method: 'POST', path: /labels$/, body: { name: 'signs', label: 'Signs', inverseLabel: 'Signed by' } },
  { method: 'PUT', path: /labels$/, body: { associationTypeId: 1, label: 'Signs' } },
  { method: 'PUT', path: /associations\/:to\/:toId$/, body: pair.types },
  {
    method: 'POST',
    path: /configurations.*batch/,
    body: { inputs: [{ category: 'HUBSPOT_DEFINED', typeId: 279, maxToObjectIds: 5 }] },
  },
  { method: 'POST', path: /associations.*batch\/read$/, body: { inputs: [{ id: '1', after: '0' }] } },
  {
    method: 'POST',
    path: /associations.*batch\/archive$/,
    body: { inputs: [{ from: { id: '1' }, to: [{ id: '2' }] }] },
  },
  { method: 'POST', path: /associations.*batch/, body: { inputs: [pair] } },
  { method: 'POST', path: /splits/, body: { inputs: [{ id: 1, splits: [{ ownerId: 101838271, percentage: 1 }] }] } },
  { method: 'POST', path: /\/groups$/, body: { name: 'visits', label: 'Visits', displayOrder: 1 } },
  { method: 'PATCH', path: /\/groups/, body: { label: 'Visits' } },
  { method: 'POST', path: /properties/, body: colour },
  { method: 'PATCH', path: /properties/, body: { label: 'Colour', options: colour.options } },
  { method: 'PUT', path: /property-validations/, body: { ruleArguments: ['5'] } },
  { method: 'POST', path: /pipelines.*stages$/, body: stage },
  { method: 'PUT', path: /pipelines.*stages/, body: stage },
  { method: 'PATCH', path: /pipelines/, body: { label: 'Other', archived: false, displayOrder: 3 } },
  { method: 'POST', path: /pipelines/, body: pipeline },
  { method: 'PUT', path: /pipelines/, body: pipeline },
  {
    method: 'POST',
    path: /schemas\/:\w+\/associations$/,
    body: { fromObjectTypeId: '2-1', toObjectTypeId: '0-1', name: 'x' },
  },
  { method: 'POST', path: /schemas\/batch\/read$/, body: { inputs: ['2-1'] } },
  {
    method: 'POST',
    path: /schemas$/,
    body: {
      name: 'lifts',
      labels: { singular: 'Lift', plural: 'Lifts' },
      primaryDisplayProperty: 'serial',
      requiredProperties: ['serial'],
      searchableProperties: ['serial'],
      properties: [{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text' }],
      associatedObjects: ['CONTACT'],
    },
  },
  { method: 'PATCH', path: /schemas/, body: { labels: { singular: 'Hoist' }, requiredProperties: [] } },
  { method: 'PUT', path: /memberships\/add-and-remove$/, body: { recordIdsToAdd: ['1'], recordIdsToRemove: ['2'] } },
  { method: 'PUT', path: /memberships/, body: ['1', '2'] },
  { method: 'PUT', path: /update-list-filters$/, body: { filterBranch: list.filterBranch } },
  { method: 'POST', path: /lists.*search$/, body: { query: 'x', count: 5, offset: 0, processingTypes: ['MANUAL'] } },
  { method: 'POST', path: /lists.*folders/, body: { name: 'Folder', parentFolderId: '0' } },
  { method: 'PUT', path: /folders.*move-list$/, body: { listId: '1', newFolderId: '0' } },
  { method: 'POST', path: /lists/, body: list },
  { method: 'POST', path: /webhooks.*batch/, body: { inputs: [{ id: 1, active: true }] } },
  {
    method: 'POST',
    path: /webhooks\/.*subscriptions/,
    body: { eventType: 'contact.propertyChange', propertyName: 'email', active: true },
  },
  { method: 'PATCH', path: /webhooks\/.*subscriptions/, body: { active: true } },
  {
    method: 'PUT',
    path: /webhooks\/.*settings/,
    body: { targetUrl: 'https://a.example', throttling: { maxConcurrentRequests: 10 } },
  },
  {
    method: 'POST',
    path: /webhooks-journal\/subscriptions/,
    body: {
      subscriptionType: 'OBJECT',
      objectTypeId: '0-1',
      portalId: 147892301,
      actions: ['UPDATE'],
      properties: ['email'],
    },
  },
  {
    method: 'POST',
    path: /webhooks-journal\/snapshots/,
    body: { snapshotRequests: [{ portalId: 147892301, objectTypeId: '0-1', objectId: 1, properties: ['email'] }] },
  },
  { method: 'POST', path: /webhooks-journal\/.*batch/, body: { inputs: ['00000000-0000-0000-0000-000000000000'] } },
  { method: 'POST', path: /objects\/:type$|objects\/:version\/:type$/, body: { ...contact, associations: [pair] } },
  { method: 'PATCH', path: /objects/, body: contact },
]
