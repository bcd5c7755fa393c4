export { runCommand } from './command.ts'
export type { CommandOutput, RunningCommand } from './command.ts'
