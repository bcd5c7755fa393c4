export { archiveProperty, createProperty, unknownProperty, updateProperty } from './properties.ts'
export { archiveGroup, createGroup, unknownGroup, updateGroup } from './property-groups.ts'
export { sensitivityOf } from './property-input.ts'
