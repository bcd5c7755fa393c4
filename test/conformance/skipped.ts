/** Methods of the driven families that no row drives, each with the reason. */
export const skipped: Readonly<Record<string, string>> = {
  'crm.lists.listsApi.cancelConversion': 'no fact says what a converted list becomes',
  'crm.lists.listsApi.getConversionDetails': 'no fact says what a converted list becomes',
  'crm.lists.listsApi.scheduleOrUpdateConversion': 'no fact says what a converted list becomes',
}
