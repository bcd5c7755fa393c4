import { startEngine } from '@holdfast/engine'
import { fetchFromStandIn } from './stand-in.ts'
import { schema } from './schema.ts'

// As an app's own worker file, but for two things: HubSpot is a worker next door (or nobody: then we are offline), and it counts no requests.
globalThis.fetch = fetchFromStandIn
startEngine({
  schema,
  origin: '/hubspot',
  freshnessMs: 3_600_000,
  budget: { perTenSeconds: 1_000_000, searchesPerSecond: 1_000_000 },
})
