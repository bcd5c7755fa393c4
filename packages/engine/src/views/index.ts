export { packRecord } from './pack-record.ts'
export { createView, type View, type ViewChange } from './view.ts'
export { createViews, type ViewHoldings, type Views } from './views.ts'
