import { startEngine } from '@holdfast/engine'
import { schema } from './crm.schema.ts'

// A seller who offered another amount must see it; a name is the last writer's.
startEngine({ schema, origin: '/crm', conflicts: { deals: { amount: 'ask', dealname: 'mine' } } })
