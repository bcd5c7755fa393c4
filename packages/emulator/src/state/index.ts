export { parseState, understood, unreadable } from './emulator-state.ts'
export type { EmulatorState } from './emulator-state.ts'
export { loadParts, savedParts } from './parts.ts'
