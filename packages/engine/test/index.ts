export { limitedDisk, type LimitedDisk } from './limited-disk.ts'
export { mortalDevice, type MortalDevice } from './mortal-device.ts'
export { eager, openTab, type Tab } from './tab.ts'
export { findUntruth, type Untruth } from './view-truth.ts'
