type Options = readonly (readonly [value: string, label: string])[]

/** How far a contact or company has come. */
export const lifecycleStages: Options = [
  ['subscriber', 'Subscriber'],
  ['lead', 'Lead'],
  ['marketingqualifiedlead', 'Marketing qualified lead'],
  ['salesqualifiedlead', 'Sales qualified lead'],
  ['opportunity', 'Opportunity'],
  ['customer', 'Customer'],
  ['evangelist', 'Evangelist'],
  ['other', 'Other'],
]

/** How a contact or company is being worked on. */
export const leadStatuses: Options = [
  ['NEW', 'New'],
  ['OPEN', 'Open'],
  ['IN_PROGRESS', 'In progress'],
  ['OPEN_DEAL', 'Open deal'],
  ['UNQUALIFIED', 'Unqualified'],
  ['ATTEMPTED_TO_CONTACT', 'Attempted to contact'],
  ['CONNECTED', 'Connected'],
  ['BAD_TIMING', 'Bad timing'],
]

/** Industries of companies (a selection). */
export const industries: readonly string[] = [
  'ACCOUNTING',
  'AUTOMOTIVE',
  'BUILDING_MATERIALS',
  'CIVIL_ENGINEERING',
  'COMPUTER_SOFTWARE',
  'CONSTRUCTION',
  'CONSUMER_GOODS',
  'EDUCATION_MANAGEMENT',
  'FARMING',
  'FINANCIAL_SERVICES',
  'FOOD_PRODUCTION',
  'FURNITURE',
  'HEALTH_WELLNESS_AND_FITNESS',
  'HOSPITALITY',
  'INFORMATION_TECHNOLOGY_AND_SERVICES',
  'LOGISTICS_AND_SUPPLY_CHAIN',
  'MACHINERY',
  'MECHANICAL_OR_INDUSTRIAL_ENGINEERING',
  'MEDICAL_DEVICES',
  'PACKAGING_AND_CONTAINERS',
  'RENEWABLES_ENVIRONMENT',
  'RETAIL',
  'TEXTILES',
  'WHOLESALE',
]
