import { checkSchema, HoldfastError, schemaFingerprint, type Schema } from '@holdfast/crm'
import { defaultApiVersion, type ApiVersion, type BudgetOptions } from '@holdfast/hubspot'
import { acceptQuery } from './accept-query.ts'
import { createLongAnswers } from './long-answers.ts'
import type { ConflictPolicies, ConflictPolicy } from './outbox/index.ts'
import type { Ports, Timers } from './ports/index.ts'
import { atMostEvery } from './once-a-go.ts'
import type {
  EngineCommands,
  EngineEvent,
  Hello,
  PackMessage,
  ParkedIntent,
  ProtocolVersion,
  ViewRequest,
  Welcome,
} from './protocol.ts'
import { reply } from './reply.ts'
import { openSession, type Session } from './session.ts'
import { serveView } from './view-port.ts'
import { packRecord } from './views/index.ts'

/** What an application tells the engine, in its own worker file. */
export interface EngineOptions<S extends Schema> {
  readonly schema: S
  /** Where HubSpot's API is reached: a path or URL of a gateway (or the emulator) that adds the token. Tokens never enter a browser. */
  readonly origin: string
  /** Version of HubSpot's API; the newest we know by default. */
  readonly version?: ApiVersion
  /** What happens to properties that changed here and at HubSpot; by default a person decides. Functions may live here. */
  readonly conflicts?: ConflictPolicies<S>
  /** How often changes of what is on screen are asked for, in ms; 10,000 by default. Costs one search request per object type each time. */
  readonly freshnessMs?: number
  /** The account's limits, where they are not HubSpot's documented ones: a gateway that keeps the account's budget itself may let a worker ask freely. */
  readonly budget?: BudgetOptions
}

const protocol: ProtocolVersion = 6

/**
 * The engine of one worker: it opens an account with the first {@link EngineCommands.hello}. Nothing is touched before. Tests may open it themselves, to look
 * inside.
 */
export function createEngine<S extends Schema>(
  ports: Ports,
  options: EngineOptions<S>,
  open: typeof openSession = openSession,
): EngineCommands {
  checkSchema(options.schema)
  const { schema } = options
  const fingerprint = schemaFingerprint(schema)
  const generation = ports.random.unique()
  let account: string | null = null
  let opening: Promise<Session> | null = null
  const answers = createLongAnswers()

  async function hello(hello: Hello): Promise<Welcome> {
    if (hello.protocol !== protocol || hello.fingerprint !== fingerprint) {
      throw new HoldfastError(
        'engine/mismatch',
        'Page and worker were built from different schemas or versions.',
        'Reload the page, so that both come from the same build.',
        {
          expected: `${protocol} ${fingerprint}`,
          actual: `${hello.protocol} ${hello.fingerprint}`,
        },
      )
    }
    if (account !== null && account !== hello.account) {
      throw new HoldfastError(
        'engine/mismatch',
        'This worker already serves another account.',
        'Start a worker for each account.',
        { expected: account, actual: hello.account },
      )
    }
    account = hello.account
    opening ??= open(ports, {
      account: hello.account,
      schema,
      origin: options.origin,
      version: options.version ?? defaultApiVersion,
      freshnessMs: options.freshnessMs ?? 10_000,
      budget: options.budget,
      policyOf: (objectType, property) => policyOf(options.conflicts, objectType, property),
      givenPack: takePack(hello.pack, ports.timers),
    })
    try {
      await opening
    } catch (error) {
      // The next hello may find the storage well again.
      opening = null
      throw error
    }
    return { generation, schema }
  }

  async function session(): Promise<Session> {
    if (opening === null)
      throw new HoldfastError('engine/closed', 'No account is open.', 'Call hello first.', { what: 'engine' })
    return opening
  }

  // For what needs records' values, which may still be on their way right after the start.
  async function filledSession(): Promise<Session> {
    const opened = await session()
    await opened.filled()
    return opened
  }

  return {
    hello: (greeting) => reply(() => hello(greeting)),
    openView: (query, port) =>
      reply(async () => {
        const { planner } = await session()
        serveView(planner, acceptQuery(schema, query), {
          postMessage: (message) => port.postMessage(message),
          listen: (react) => listen(port, react),
          close: () => port.close(),
        })
        return null
      }),
    run: (query, { freshnessMs }) =>
      reply(async () => {
        const { planner, refresh, serverNow } = await session()
        const checked = acceptQuery(schema, query)
        const first = await planner.run(checked)
        const { asOf } = first.status
        if (freshnessMs === null || asOf === null || serverNow() - asOf <= freshnessMs) return answers.begin(first)
        const release = planner.open(checked, null)
        try {
          await refresh()
          return answers.begin(await planner.run(checked))
        } finally {
          release()
        }
      }),
    moreRows: (answer) => reply(() => answers.next(answer)),
    explain: (query) => reply(async () => (await filledSession()).planner.explain(acceptQuery(schema, query))),
    read: (objectType, id) =>
      reply(async () => {
        const { replica, ensureRecord } = await filledSession()
        await ensureRecord(objectType, id)
        return packRecord(replica, objectType, id)
      }),
    readHere: (records) =>
      reply(async () => {
        const { replica } = await filledSession()
        return records.map(({ objectType, id }) => packRecord(replica, objectType, id))
      }),
    commit: (units) =>
      reply(async () => {
        const { outbox } = await filledSession()
        return Promise.all(
          units.map((unit) =>
            reply(async () => {
              await outbox.commit(unit)
              return null
            }),
          ),
        )
      }),
    watch: (port) => reply(async () => watch(await session(), port, ports.timers)),
    repair: (key, decision) =>
      reply(async () => {
        await (await filledSession()).outbox.repair(key, decision)
        return null
      }),
    pin: (name, query) =>
      reply(async () => {
        await (await session()).pins.pin(name, acceptQuery(schema, query))
        return null
      }),
    unpin: (name) =>
      reply(async () => {
        await (await session()).pins.unpin(name)
        return null
      }),
    refresh: () =>
      reply(async () => {
        await (await session()).refresh()
        return null
      }),
    close: () =>
      reply(async () => {
        const open = opening
        opening = null
        account = null
        if (open !== null) await (await open).close()
        return null
      }),
  }
}

// Nobody sees more of it: while much is loaded, the status changes with every request.
const frameMs = 16

// Several things may change in one go; a watcher hears of each kind once.
function watch(session: Session, port: MessagePort, timers: Timers): null {
  const post = (event: EngineEvent): void => port.postMessage(event)
  let lastStatus = ''
  let lastPins = ''
  let lastParked: readonly ParkedIntent[] | null = null
  function tell(): void {
    const status = session.status()
    const text = JSON.stringify(status)
    if (text !== lastStatus) post({ kind: 'status', status })
    lastStatus = text
    const parked = session.outbox.parked()
    if (parked !== lastParked) post({ kind: 'parked', parked })
    lastParked = parked
    tellPins()
  }
  function tellPins(): void {
    const pins = session.pins.states()
    const text = JSON.stringify(pins)
    if (pins === null || text === lastPins) return
    lastPins = text
    post({ kind: 'pins', pins })
  }
  const tellSoon = atMostEvery(frameMs, timers, tell)
  const stops = [
    session.onStatus(tellSoon),
    session.onTrouble((error) => post({ kind: 'trouble', error })),
    session.outbox.onChange((changes) => post({ kind: 'intents', changes })),
  ]
  listen(port, ({ kind }) => {
    if (kind !== 'close') return
    for (const stop of stops) stop()
    port.close()
  })
  post({ kind: 'intents', changes: session.outbox.states() })
  tell()
  return null
}

// A page that has not read it by then may never come to it; it is soon read here.
const packDeadlineMs = 1_000

async function takePack(port: MessagePort | null, timers: Timers): Promise<PackMessage> {
  if (port === null) return null
  return new Promise<PackMessage>((resolve) => {
    const cancel = timers.after(packDeadlineMs, () => resolve(null))
    port.addEventListener('message', ({ data }: MessageEvent<PackMessage>) => {
      cancel()
      resolve(data)
    })
    port.start()
  }).finally(() => port.close())
}

function listen(port: MessagePort, react: (request: ViewRequest) => void): void {
  port.addEventListener('message', ({ data }: MessageEvent<ViewRequest>) => react(data))
  port.start()
}

function policyOf<S extends Schema>(
  policies: ConflictPolicies<S> | undefined,
  objectType: string,
  property: string,
): ConflictPolicy<unknown> | undefined {
  const ofType: unknown =
    policies !== undefined && Object.hasOwn(policies, objectType) ? Reflect.get(policies, objectType) : undefined
  if (typeof ofType !== 'object' || ofType === null || !Object.hasOwn(ofType, property)) return undefined
  const policy: unknown = Reflect.get(ofType, property)
  return isPolicy(policy) ? policy : undefined
}

function isPolicy(value: unknown): value is ConflictPolicy<unknown> {
  return (
    value === 'mine' ||
    value === 'theirs' ||
    value === 'ask' ||
    (typeof value === 'object' && value !== null && 'merge' in value && typeof value.merge === 'function')
  )
}
