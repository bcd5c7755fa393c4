import { startEngine } from '@holdfast/engine'
import { schema } from './crm.schema.js'

startEngine({ schema, origin: '/crm' })
