export { joinElection, type Election, type Lead } from './election.ts'
