export { mortalDevice, type MortalDevice } from './mortal-device.ts'
export { openTab, eager, type Tab } from './tab.ts'
export { findUntruth, type Untruth } from './view-truth.ts'
