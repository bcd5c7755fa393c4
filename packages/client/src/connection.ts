import { errorFromData, isHoldfastError, schemaFingerprint, type HoldfastError, type Schema } from '@holdfast/crm'
import type { EngineCommands, Hello, Reply, ViewRequest } from '@holdfast/engine/protocol'
import { transfer, wrap, type Remote } from 'comlink'
import { BehaviorSubject, defer, EMPTY, firstValueFrom, Observable, switchMap, type ObservableInput } from 'rxjs'
import { closed, invariant, unreachable } from './failure.ts'
import { restartDelayMs } from './restart.ts'

/** What a worker is to us: a `Worker`, or anything that talks and ends like one. */
export interface EngineWorker {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(type: string, listener: (event: Event) => void): void
  removeEventListener(type: string, listener: (event: Event) => void): void
  /** Ends it at once; nothing is heard of it afterwards. */
  terminate(): void
}

/** What a connection needs to know. */
export interface ConnectionOptions {
  readonly schema: Schema
  readonly account: string
  /** Makes a worker that has not been started before; called again whenever one has died. */
  readonly worker: () => EngineWorker
  /** How long a command may take. */
  readonly deadlineMs: number
  /** Where the first worker is told what the page has read for it. */
  readonly pack: MessagePort | null
}

/** How one command is sent. */
export interface CallOptions {
  /** Instead of the connection's own. */
  readonly deadlineMs?: number
  /** The worker knows a command it got twice: send it once more when the worker died before it answered. */
  readonly repeatable?: boolean
}

/** Sends one command to the worker at hand. */
export type Send<T> = (commands: Remote<EngineCommands>) => Promise<Reply<T>>

/** The way to the worker, whichever worker that is at the moment. */
export interface Connection {
  /**
   * The answer to a command. Waits for the worker when it is being started; settles within the deadline, whatever happens to the worker.
   *
   * Rejects with the worker's own `HoldfastError`, with `engine/unreachable` (`deadline`, `crashed`, `closed`), or `engine/closed` after
   * {@link Connection.close}.
   */
  call<T>(send: Send<T>, options?: CallOptions): Promise<T>
  /**
   * Messages of a port handed to the worker, handed over anew to each new worker: a subscriber sees only that the first message comes again.
   *
   * Ends with an error when the worker refuses it, and completes when the connection is closed.
   */
  messages<M>(
    open: (commands: Remote<EngineCommands>, port: MessagePort) => Promise<Reply<null>>,
  ): Observable<PortMessage<M>>
  /**
   * Settles with the first worker: it is up, or it is not, because page and worker were built from different schemas or versions
   * (`engine/mismatch`), because it did not come up (`engine/unreachable`), or because it cannot open its stores.
   */
  readonly started: Promise<void>
  /** Ends the worker; what it has not answered yet fails with `engine/unreachable` (`closed`). */
  close(): Promise<void>
}

/** A message of a port, and which worker sent it: `generation` differs for each. */
export interface PortMessage<M> {
  readonly generation: string
  readonly message: M
}

/** One worker, from its start to its end. */
interface Session {
  readonly generation: string
  readonly commands: Remote<EngineCommands>
  /** How to fail the commands it has not answered yet. */
  readonly pending: Set<(error: HoldfastError) => void>
  stop(): void
}

/**
 * Starts the worker and greets it. When it does not come up, every call fails with the reason. A worker that dies later is started again (at most
 * five times a minute); what it had not answered fails with `engine/unreachable` (`crashed`).
 */
export function startConnection(options: ConnectionOptions): Connection {
  // Null while a worker is being started; fails when it can never come up again, completes when closed.
  const sessions = new BehaviorSubject<Session | null>(null)
  let current: Session | null = null
  let { pack } = options
  let starts: readonly number[] = []
  let restart: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  async function start(): Promise<void> {
    starts = [...starts, Date.now()].slice(-5)
    const starting = startSession(options, pack, lose)
    pack = null
    const session = await starting
    if (isClosed) session.stop()
    else show(session)
  }

  function lose(session: Session): void {
    if (current !== session) return
    show(null)
    startAgain()
  }

  function show(session: Session | null): void {
    current = session
    sessions.next(session)
  }

  function startAgain(): void {
    restart = setTimeout(
      () => {
        start().catch((error: unknown) => {
          if (isClosed) return
          // Another version of the app has taken over: no worker of this page will ever agree with it again.
          if (isHoldfastError(error, 'engine/mismatch')) sessions.error(error)
          else startAgain()
        })
      },
      restartDelayMs(starts, Date.now()),
    )
  }

  async function call<T>(
    send: Send<T>,
    { deadlineMs = options.deadlineMs, repeatable = false }: CallOptions = {},
  ): Promise<T> {
    if (isClosed) throw closed()
    return withDeadline(deadlineMs, async (isOver) => {
      const sendNow = async (): Promise<T> => {
        const session = current ?? (await nextSession())
        // Whoever waits was told that it did not happen in time: it must not happen later.
        if (isOver()) throw unreachable('deadline', { deadlineMs })
        return sendOn(session, send)
      }
      return sendNow().catch((error: unknown) => {
        if (repeatable && isCrash(error)) return sendNow()
        throw error
      })
    })
  }

  // Of every worker, as long as it lives, what `use` makes of it.
  function whileUp<T>(use: (session: Session) => ObservableInput<T>): Observable<T> {
    return sessions.pipe(switchMap((session) => (session === null ? EMPTY : use(session))))
  }

  async function nextSession(): Promise<Session> {
    return firstValueFrom(whileUp((session) => [session])).catch((error: unknown) => {
      throw isHoldfastError(error) ? error : unreachable('closed')
    })
  }

  function messages<M>(
    open: (commands: Remote<EngineCommands>, port: MessagePort) => Promise<Reply<null>>,
  ): Observable<PortMessage<M>> {
    return defer(() => {
      if (isClosed) throw closed()
      return whileUp((session) => portMessages<M>(session, open, options.deadlineMs))
    })
  }

  async function close(): Promise<void> {
    if (isClosed) return
    isClosed = true
    clearTimeout(restart)
    const session = current
    show(null)
    sessions.complete()
    if (session === null) return
    failPending(session, unreachable('closed'))
    // The worker closes its databases in peace; if it cannot, it is ended all the same.
    await withDeadline(options.deadlineMs, () => sendOn(session, (commands) => commands.close())).catch(() => undefined)
    session.stop()
  }

  const started = start()
  // One that never was up is a mistake in how the app is built or served: trying again would hide it.
  started.catch((error: unknown) => sessions.error(error))
  return { call, messages, started, close }
}

async function startSession(
  options: ConnectionOptions,
  pack: MessagePort | null,
  lost: (session: Session) => void,
): Promise<Session> {
  const worker = options.worker()
  const listened = ['error', 'messageerror', 'close'] as const
  const session = {
    generation: '',
    commands: wrap<EngineCommands>(worker),
    pending: new Set<(error: HoldfastError) => void>(),
    stop(): void {
      for (const type of listened) worker.removeEventListener(type, onEnd)
      worker.terminate()
    },
  }

  function onEnd(event: Event): void {
    const error = unreachable('crashed', { cause: 'error' in event ? event.error : undefined })
    session.stop()
    failPending(session, error)
    lost(session)
  }

  for (const type of listened) worker.addEventListener(type, onEnd)
  const { schema, account } = options
  const hello: Hello = { protocol: 6, fingerprint: schemaFingerprint(schema), account, pack }
  try {
    const welcome = await withDeadline(options.deadlineMs, () =>
      sendOn(session, (commands) => commands.hello(transfer(hello, pack === null ? [] : [pack]))),
    )
    session.generation = welcome.generation
    return session
  } catch (error) {
    session.stop()
    throw error
  }
}

async function sendOn<T>(session: Session, send: Send<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    session.pending.add(reject)
    send(session.commands)
      .then(valueOf, (error: unknown) => {
        // What the worker calls a mistake of its caller is one of ours to pass on; classes do not survive the crossing.
        if (error instanceof Error && error.name === 'TypeError') throw new TypeError(error.message, { cause: error })
        throw invariant('protocol', 'every command is answered with a reply', error)
      })
      .finally(() => session.pending.delete(reject))
      .then(resolve, reject)
  })
}

function failPending(session: Session, error: HoldfastError): void {
  for (const fail of session.pending) fail(error)
  session.pending.clear()
}

/** What a reply carries; throws the error that it says. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw errorFromData(reply.error)
}

/**
 * What `work` answers, or `engine/unreachable` when it takes longer. Nothing is left running but the work itself.
 *
 * Counted in quarters: a machine that wakes from sleep finds one quarter gone, not an answer that had no chance to come.
 */
export async function withDeadline<T>(deadlineMs: number, work: (isOver: () => boolean) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let quarters = 4
    const timer = setInterval(() => {
      quarters -= 1
      if (quarters > 0) return
      clearInterval(timer)
      reject(unreachable('deadline', { deadlineMs }))
    }, deadlineMs / 4)
    work(() => quarters <= 0)
      .finally(() => clearInterval(timer))
      .then(resolve, reject)
  })
}

function portMessages<M>(
  session: Session,
  open: (commands: Remote<EngineCommands>, port: MessagePort) => Promise<Reply<null>>,
  deadlineMs: number,
): Observable<PortMessage<M>> {
  return new Observable((subscriber) => {
    const { port1: ours, port2: theirs } = new MessageChannel()
    const { generation } = session
    const ask = (request: ViewRequest): void => ours.postMessage(request)
    ours.onmessage = ({ data: message }: MessageEvent<M>) => {
      subscriber.next({ generation, message })
      ask({ kind: 'taken' })
    }
    withDeadline(deadlineMs, () => sendOn(session, (commands) => open(commands, transfer(theirs, [theirs])))).catch(
      // A dead worker ends no stream: the next one opens it again.
      (error: unknown) => (isCrash(error) ? undefined : subscriber.error(error)),
    )
    return () => {
      ask({ kind: 'close' })
      ours.close()
    }
  })
}

function isCrash(error: unknown): boolean {
  return isHoldfastError(error, 'engine/unreachable') && error.details.reason === 'crashed'
}
