/** Vocabularies of the data set. Their lengths are the distributions: a word of a list of 50 is in 2 % of the rows. */
export const words = {
  owners: Array.from({ length: 100 }, (_, at) => String(7_000_001 + at)),
  lifecycleStages: [
    'subscriber',
    'lead',
    'marketingqualifiedlead',
    'salesqualifiedlead',
    'opportunity',
    'customer',
    'evangelist',
    'other',
  ],
  leadStatuses: ['NEW', 'OPEN', 'IN_PROGRESS', 'OPEN_DEAL', 'UNQUALIFIED', 'CONNECTED'],
  dealStages: [
    'appointmentscheduled',
    'qualifiedtobuy',
    'presentationscheduled',
    'decisionmakerboughtin',
    'contractsent',
    'closedwon',
    'closedlost',
  ],
  sources: [
    'ORGANIC_SEARCH',
    'PAID_SEARCH',
    'EMAIL_MARKETING',
    'SOCIAL_MEDIA',
    'REFERRALS',
    'DIRECT_TRAFFIC',
    'OFFLINE',
    'PAID_SOCIAL',
  ],
  languages: ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'ja'],
  salutations: ['Ms', 'Mr', 'Dr', 'Prof'],
  industries: names(20, 'Industry', ['Metal', 'Paper', 'Energy', 'Retail', 'Health']),
  firstNames: names(200, '', ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus', 'Hal', 'Ivy', 'Jon']),
  lastNames: names(200, '', ['Abbot', 'Berger', 'Conti', 'Duval', 'Ekman', 'Faber', 'Garza', 'Hoff', 'Ito', 'Jansen']),
  cities: names(50, '', ['Port', 'Lake', 'Mount', 'New', 'Old']),
  countries: names(20, '', ['Nord', 'Sud', 'Ost', 'West']),
  companies: names(100, 'Works', ['Alder', 'Birch', 'Cedar', 'Larch', 'Maple']),
  jobTitles: names(80, 'Lead', ['Sales', 'Product', 'Field', 'Service', 'Finance']),
}

// A number written in letters after the stem keeps every word a single token that no other word contains.
function names(count: number, suffix: string, stems: readonly string[]): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const stem = stems[at % stems.length] ?? ''
    const word = `${stem}${letters(Math.floor(at / stems.length))}x`
    return suffix === '' ? word : `${word} ${suffix}`
  })
}

function letters(value: number): string {
  return Array.from(String(value), (digit) => 'aeiouklmnr'[Number(digit)] ?? '').join('')
}
