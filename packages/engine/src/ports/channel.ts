/** Messages between the tabs of one origin. They are hints: any may be lost, doubled or forged, so state is read from the stores. */
export interface Channel {
  post(message: unknown): void
  /** Called with every message of *others*; the returned function stops that. */
  listen(receive: (message: unknown) => void): () => void
  close(): void
}

/** Opens the channel of that name. */
export type OpenChannel = (name: string) => Channel

/** BroadcastChannel (https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts). */
export const systemChannel: OpenChannel = (name) => {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen(receive) {
      const onMessage = (event: MessageEvent<unknown>): void => receive(event.data)
      channel.addEventListener('message', onMessage)
      return () => channel.removeEventListener('message', onMessage)
    },
    close: () => channel.close(),
  }
}

/** Channels among users of the same function, for tests. */
export function createLocalChannels(): OpenChannel {
  const members = new Map<string, Set<{ receive: ((message: unknown) => void) | null }>>()
  return (name) => {
    const group = members.get(name) ?? new Set()
    members.set(name, group)
    const own = new Set<{ receive: ((message: unknown) => void) | null }>()
    return {
      post(message) {
        const copy: unknown = structuredClone(message)
        for (const member of group) if (!own.has(member)) queueMicrotask(() => member.receive?.(copy))
      },
      listen(receive) {
        const member: { receive: ((message: unknown) => void) | null } = { receive }
        own.add(member)
        group.add(member)
        return () => {
          member.receive = null
          own.delete(member)
          group.delete(member)
        }
      },
      close() {
        for (const member of own) {
          member.receive = null
          group.delete(member)
        }
      },
    }
  }
}
