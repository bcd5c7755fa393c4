import { isHoldfastError } from '@holdfast/crm'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { EmulatorOptions } from '../options.ts'
import type { EmulatorServer } from '../server.ts'
import { serveEmulator } from '../serve-emulator.ts'
import { readStateFile, writeStateFile } from './state-file.ts'

/** Where a command writes. */
export interface CommandOutput {
  /** One line for the reader of the output. */
  readonly line: (text: string) => void
  /** Text for the person at the terminal. */
  readonly note: (text: string) => void
}

/** A command that goes on until it is stopped. */
export interface RunningCommand {
  readonly server: EmulatorServer
  /** Saves the state where there is a file for it, and stops. */
  readonly stop: () => Promise<void>
}

interface Settings {
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly contacts: number
  readonly mode: 'nominal' | 'adversarial'
  readonly state?: string
}

/** Runs `holdfast-emulator`. The number is the exit code of a command that is over: 0 for help, 1 for what could not be done. */
export async function runCommand(argv: readonly string[], output: CommandOutput): Promise<RunningCommand | number> {
  try {
    const settings = settingsOf(argv, output)
    const state = settings.state === undefined ? undefined : await readStateFile(settings.state)
    const begin = state === undefined ? demoOf(settings, output) : { state }
    const { port, host: hostname, seed, mode } = settings
    const server = await serveEmulator({ port, hostname, seed, mode, ...begin })
    output.line(`HubSpot emulator at ${server.url}, ${saysWhat(settings, state !== undefined)}`)
    return { server, stop: () => stop(server, settings.state) }
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    output.note(`${problem(error)}\n`)
    return 1
  }
}

function settingsOf(argv: readonly string[], { note }: CommandOutput): Settings {
  const command = new Command('holdfast-emulator')
    .description('A HubSpot CRM on this machine.')
    .option('--port <number>', 'where to listen; 0 takes a free port', whole(0, 65_535), 8_787)
    .option('--host <name>', 'on which address', '127.0.0.1')
    .option('--seed <number>', 'what ids and demo data follow from', whole(0, 4_294_967_295), 1)
    .option('--contacts <number>', 'how much demo data to begin with', whole(0, 1_000_000), 2_000)
    .addOption(
      new Option('--mode <name>', 'the documented answers, or whatever the documentation does not exclude')
        .choices(['nominal', 'adversarial'])
        .default('nominal'),
    )
    .option('--state <file>', 'a file to go on from, and to keep everything in when stopped')
    .exitOverride()
    .configureOutput({ writeOut: note, writeErr: note })
  return command.parse(argv, { from: 'user' }).opts<Settings>()
}

function whole(from: number, to: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,10}$/.test(text) && Number(text) >= from && Number(text) <= to) return Number(text)
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`)
  }
}

// Thousands of records take a moment: whoever waits sees how far it is.
function demoOf({ contacts }: Settings, { note }: CommandOutput): EmulatorOptions {
  const isBig = contacts >= 10_000
  return {
    demo: { contacts },
    ...(isBig
      ? {
          onDemoProgress: ({ made: done, total }) =>
            note(`\rMaking demo data: ${done} of ${total} records${done >= total ? '\n' : ''}`),
        }
      : {}),
  }
}

async function stop(server: EmulatorServer, file: string | undefined): Promise<void> {
  await server.close()
  if (file !== undefined) await writeStateFile(file, server.emulator.save())
}

function saysWhat({ contacts, seed, state }: Settings, isLoaded: boolean): string {
  if (isLoaded) return `going on from ${state}`
  return `${contacts} contacts (seed ${seed})${state === undefined ? '' : `, kept in ${state} when stopped`}`
}

function problem(error: unknown): string {
  if (isHoldfastError(error)) return error.message
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE')
    return 'The port is taken. Stop what listens there, or name another with --port.'
  return error.message
}
