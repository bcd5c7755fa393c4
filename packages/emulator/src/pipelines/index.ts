export { archivePipeline, createPipeline, patchPipeline, replacePipeline } from './pipeline-writes.ts'
export { archiveStage, createStage, patchStage, replaceStage } from './stage-writes.ts'
export type { PipelineWrite } from './record-change.ts'
