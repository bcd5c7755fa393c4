const recordEvents = ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'associationChange'] as const

/** What can be subscribed to, by the subject's name in event types. Products have no associations; conversations never occur here. */
export const webhookEvents: Readonly<Record<string, readonly string[]>> = {
  contact: [...recordEvents, 'privacyDeletion'],
  company: recordEvents,
  deal: recordEvents,
  ticket: recordEvents,
  product: recordEvents.filter((event) => event !== 'associationChange'),
  line_item: recordEvents,
  conversation: ['creation', 'deletion', 'newMessage', 'privacyDeletion', 'propertyChange'],
  object: recordEvents,
  event: ['completed'],
}
