export { findUntruth, type Untruth } from './view-truth.ts'
