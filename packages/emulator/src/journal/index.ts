export { valuesOf } from './journal-events.ts'
export { createJournal } from './journal.ts'
export type { Journal, JournalEntry, SavedJournal } from './journal.ts'
export { journalActions, subscriptionTypes } from './subscriptions.ts'
