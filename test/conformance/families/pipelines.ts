import { expect } from 'vitest'
import { rowsOf, type Rows } from '../rows.ts'

const service = {
  label: 'Service contracts',
  displayOrder: 7,
  stages: [
    { label: 'Asked', displayOrder: 0, metadata: { probability: '0.2' } },
    { label: 'Signed', displayOrder: 1, metadata: { probability: '1.0' } },
  ],
}
const negotiation = { label: 'Negotiation', displayOrder: 4, metadata: { probability: '0.7' } }

const pipelines: Rows = rowsOf('crm.pipelines.pipelinesApi', {
  getAll: async ({ client: { crm } }) => {
    const { results } = await crm.pipelines.pipelinesApi.getAll('tickets')
    expect(results.map(({ id, stages }) => [id, stages[0]?.id])).toContainEqual(['0', '1'])
  },
  getById: async ({ client: { crm } }) => {
    const pipeline = await crm.pipelines.pipelinesApi.getById('deals', 'default')
    expect(pipeline.stages.map(({ id }) => id)).toContain('closedwon')
  },
  create: async ({ client: { crm } }) => {
    const made = await crm.pipelines.pipelinesApi.create('deals', service)
    expect(made.stages.map(({ label }) => label)).toEqual(['Asked', 'Signed'])
  },
  update: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelinesApi.create('deals', service)
    const updated = await crm.pipelines.pipelinesApi.update('deals', id, { label: 'Contracts' })
    expect([updated.label, updated.stages.length]).toEqual(['Contracts', 2])
  },
  replace: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelinesApi.create('deals', service)
    const replaced = await crm.pipelines.pipelinesApi.replace('deals', id, { ...service, stages: [negotiation] })
    expect([replaced.id, replaced.stages.map(({ label }) => label)]).toEqual([id, ['Negotiation']])
  },
  archive: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelinesApi.create('deals', service)
    await crm.pipelines.pipelinesApi.archive('deals', id)
    const { results } = await crm.pipelines.pipelinesApi.getAll('deals')
    expect(results.map((each) => each.id)).not.toContain(id)
  },
})

const stages: Rows = rowsOf('crm.pipelines.pipelineStagesApi', {
  getAll: async ({ client: { crm } }) => {
    const { results } = await crm.pipelines.pipelineStagesApi.getAll('deals', 'default')
    expect(results.map(({ id }) => id)).toContain('contractsent')
  },
  getById: async ({ client: { crm } }) => {
    const stage = await crm.pipelines.pipelineStagesApi.getById('deals', 'default', 'closedwon')
    expect(stage.metadata?.['probability']).toBe('1.0')
  },
  create: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelineStagesApi.create('deals', 'default', negotiation)
    const { stages: now } = await crm.pipelines.pipelinesApi.getById('deals', 'default')
    expect(now.map((each) => each.id)).toContain(id)
  },
  update: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelineStagesApi.create('deals', 'default', negotiation)
    const updated = await crm.pipelines.pipelineStagesApi.update('deals', 'default', id, { label: 'Haggling' })
    expect([updated.label, updated.metadata?.['probability']]).toEqual(['Haggling', '0.7'])
  },
  replace: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelineStagesApi.create('deals', 'default', negotiation)
    const other = { label: 'Haggling', displayOrder: 5, metadata: { probability: '0.6' } }
    const replaced = await crm.pipelines.pipelineStagesApi.replace('deals', 'default', id, other)
    expect([replaced.id, replaced.label, replaced.metadata?.['probability']]).toEqual([id, 'Haggling', '0.6'])
  },
  archive: async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelineStagesApi.create('deals', 'default', negotiation)
    await crm.pipelines.pipelineStagesApi.archive('deals', 'default', id)
    const { results } = await crm.pipelines.pipelineStagesApi.getAll('deals', 'default')
    expect(results.map((each) => each.id)).not.toContain(id)
  },
})

const audits: Rows = rowsOf('crm.pipelines', {
  'pipelineAuditsApi.getAudit': async ({ client: { crm }, emulator }) => {
    const { id } = await crm.pipelines.pipelinesApi.create('deals', service)
    await crm.pipelines.pipelinesApi.update('deals', id, { label: 'Contracts' })
    const { results } = await crm.pipelines.pipelineAuditsApi.getAudit('deals', id)
    expect(results.map(({ identifier, portalId }) => [identifier, portalId])).toEqual([
      [id, emulator.account.portalId],
      [id, emulator.account.portalId],
    ])
    expect(results.map(({ action }) => action)).toEqual(['UPDATE', 'CREATE'])
  },
  // The client leaves "{pipelineId}" unfilled in this path: the stage alone tells which is meant.
  'pipelineStageAuditsApi.getAudit': async ({ client: { crm } }) => {
    const { id } = await crm.pipelines.pipelineStagesApi.create('deals', 'default', negotiation)
    const { results } = await crm.pipelines.pipelineStageAuditsApi.getAudit('deals', id)
    expect(results.map(({ identifier, action }) => [identifier, action])).toEqual([[id, 'CREATE']])
  },
})

/** Pipelines, their stages, and who changed them. */
export const pipelineRows: Rows = { ...pipelines, ...stages, ...audits }
