import { startEngine } from '@holdfast/engine'
import { schema } from './crm.schema.ts'

// A seller who offered another amount must see it; a name is the last writer's. Changes are asked for often, because people watch for them here.
startEngine({ schema, origin: '/crm', conflicts: { deals: { amount: 'ask', dealname: 'mine' } }, freshnessMs: 4_000 })
