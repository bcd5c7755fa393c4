export { seedDemo } from './seed-demo.ts'
export type { DemoSize } from './seed-demo.ts'
export type { DemoProgress } from './writer.ts'
