import type { Rows } from '../rows.ts'
import { activities } from './activities.ts'
import { associations } from './associations.ts'
import { contacts } from './contacts.ts'
import { imports } from './imports.ts'
import { listRows } from './lists.ts'
import { dealSplits } from './deal-splits.ts'
import { oauth } from './oauth.ts'
import { otherObjects } from './other-objects.ts'
import { owners } from './owners.ts'
import { pipelineRows } from './pipelines.ts'
import { properties } from './properties.ts'
import { schemas } from './schemas.ts'
import { standardObjects } from './standard-objects.ts'
import { webhooks } from './webhooks.ts'

/** Every row, by the method it drives. */
export const rows: Rows = {
  ...contacts,
  ...standardObjects,
  ...activities,
  ...otherObjects,
  ...associations,
  ...owners,
  ...pipelineRows,
  ...listRows,
  ...imports,
  ...properties,
  ...schemas,
  ...dealSplits,
  ...oauth,
  ...webhooks,
}
