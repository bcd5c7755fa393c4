import type { Switches, SwitchTable } from '../switches.ts'

const yesOrNo = [true, false] as const

type AppSwitch = Extract<keyof Switches, `webhook${string}` | `journal${string}` | 'oauthErrors'>

/** The switches of what apps are told and given: webhooks, journal, tokens. */
export const appSwitches: Pick<SwitchTable, AppSwitch> = {
  webhookDelayMs: {
    default: 0,
    takes: { from: 0, to: 3_600_000 },
    draws: [0, 1_000, 60_000],
    meaning: 'How long after a change its events are sent for the first time (no figure is documented).',
  },
  webhookOrder: {
    default: 'as-happened',
    takes: ['as-happened', 'shuffled'],
    meaning: 'The order of events in an array; the documentation promises none.',
  },
  webhookDuplicates: { default: false, takes: yesOrNo, meaning: 'Is every event sent twice? Duplicates may happen.' },
  webhookTypeField: {
    default: 'subscriptionType',
    takes: ['subscriptionType', 'eventType', 'both'],
    meaning: 'Which field of an event holds its type; both names occur.',
  },
  webhookActiveAtFirst: {
    default: false,
    takes: yesOrNo,
    meaning: 'Is a subscription active from the start when its creation does not say?',
  },
  webhookCreationTellsProperties: {
    default: true,
    takes: yesOrNo,
    meaning: 'Does creating a record also send propertyChange events for the values it begins with?',
  },
  webhookPurgeTellsDeletion: {
    default: false,
    takes: yesOrNo,
    meaning: 'Does a GDPR delete send contact.deletion besides contact.privacyDeletion?',
  },
  webhookSettingsCachedMs: {
    default: 0,
    takes: { from: 0, to: 300_000 },
    draws: [0, 300_000],
    meaning: 'How long changed webhook settings may go unnoticed (up to five minutes).',
  },
  journalLagMs: {
    default: 0,
    takes: { from: 0, to: 3_600_000 },
    draws: [0, 1_000, 60_000],
    meaning: 'How long after a change the journal tells of it (no figure is documented).',
  },
  journalEnd: {
    default: '204',
    takes: ['204', '404'],
    meaning: 'The answer when the journal holds no entry to read, or none after the offset.',
  },
  oauthErrors: {
    default: 'by-version',
    takes: ['by-version', 'hubspot', 'standard'],
    meaning: 'How a refused token request is worded: with a status of HubSpot (v1), or with the names of RFC 6749.',
  },
}
