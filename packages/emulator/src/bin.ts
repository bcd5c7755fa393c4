#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { serveEmulator } from './serve-emulator.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    seed: { type: 'string', default: '1' },
    contacts: { type: 'string', default: '2000' },
  },
})

const { url } = await serveEmulator({
  port: whole('port', values.port),
  seed: whole('seed', values.seed),
  demo: { contacts: whole('contacts', values.contacts) },
})
console.log(`HubSpot emulator at ${url} with ${values.contacts} contacts (seed ${values.seed})`)

function whole(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  console.error(`--${name} takes a whole number, not "${text}".`)
  process.exit(2)
}
