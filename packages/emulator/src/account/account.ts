import { createAssociations, type Associations, type SavedAssociations } from './associations.ts'
import { createAssociationTypes, type AssociationTypes, type SavedAssociationTypes } from './association-types.ts'
import { createAudit, type Audit, type AuditEntry } from './audit.ts'
import { createChanges, type Changes } from './changes.ts'
import type { EmulatorClock } from '../clock.ts'
import { createTypeRegistry, type SavedTypes, type TypeRegistry, type TypeState } from './object-types.ts'
import { createImports, type Imports, type SavedImports } from './imports.ts'
import { createLists, type Lists, type SavedLists } from './lists.ts'
import { createOwners, type Owner } from './owners.ts'
import { createPipelines, type Pipelines, type SavedPipelines } from './pipelines.ts'
import type { Random, RandomState } from '../random.ts'
import type { Switches } from '../switches.ts'

/** Everything one HubSpot account holds. */
export interface Account {
  readonly portalId: number
  readonly timeZone: string
  readonly currencies: readonly string[]
  readonly clock: EmulatorClock
  readonly random: Random
  readonly types: TypeRegistry
  readonly associationTypes: AssociationTypes
  readonly associations: Associations
  readonly pipelines: Pipelines
  readonly lists: Lists
  readonly imports: Imports
  readonly owners: readonly Owner[]
  readonly changes: Changes
  readonly audit: Audit
  /** Addresses that no contact may have again, in lower case. */
  readonly blockedEmails: Set<string>
  switches(): Switches
  /** A new id for a record of that type: greater than all before. */
  nextId(type: TypeState): number
  save(): SavedAccount
  /** Takes the place of everything the account holds. */
  load(saved: SavedAccount): void
}

/** Everything an account holds, as plain data. */
export interface SavedAccount {
  readonly random: RandomState
  readonly types: SavedTypes
  readonly associationTypes: SavedAssociationTypes
  readonly associations: SavedAssociations
  readonly pipelines: SavedPipelines
  readonly lists: SavedLists
  readonly imports: SavedImports
  readonly audit: readonly AuditEntry[]
  readonly blockedEmails: readonly string[]
  readonly lastIds: readonly (readonly [objectType: string, id: number])[]
}

/** What an account is made from. */
export interface AccountOptions {
  readonly portalId: number
  readonly clock: EmulatorClock
  readonly random: Random
  readonly switches: () => Switches
}

/** An account without records. */
export function createAccount({ portalId, clock, random, switches }: AccountOptions): Account {
  const associationTypes = createAssociationTypes()
  const changes = createChanges()
  const lastIds = new Map<string, number>()

  // Ids are unique per object type only, so those of different types overlap here, and they soon grow from 11 to 12 digits: whoever keys
  // records by id alone, or compares ids as text, shall see it.
  function nextId(type: TypeState): number {
    const id = (lastIds.get(type.name) ?? 99_999_999_700) + random.between(1, 9)
    lastIds.set(type.name, id)
    return id
  }

  const account: Account = {
    portalId,
    timeZone: 'Europe/Berlin',
    currencies: ['EUR', 'USD', 'GBP', 'CHF'],
    clock,
    random,
    types: createTypeRegistry(),
    associationTypes,
    associations: createAssociations(associationTypes),
    pipelines: createPipelines(),
    lists: createLists(),
    imports: createImports(),
    owners: createOwners(),
    changes,
    audit: createAudit(changes),
    blockedEmails: new Set(),
    switches,
    nextId,
    save: () => ({
      random: random.save(),
      types: account.types.save(),
      associationTypes: account.associationTypes.save(),
      associations: account.associations.save(),
      pipelines: account.pipelines.save(),
      lists: account.lists.save(),
      imports: account.imports.save(),
      audit: account.audit.entries(),
      blockedEmails: [...account.blockedEmails],
      lastIds: [...lastIds],
    }),
    load(saved) {
      account.associationTypes.load(saved.associationTypes)
      account.types.load(saved.types)
      account.associations.load(saved.associations)
      account.pipelines.load(saved.pipelines)
      account.lists.load(saved.lists)
      account.imports.load(saved.imports)
      account.audit.load(saved.audit)
      account.blockedEmails.clear()
      for (const email of saved.blockedEmails) account.blockedEmails.add(email)
      lastIds.clear()
      for (const [objectType, id] of saved.lastIds) lastIds.set(objectType, id)
      random.load(saved.random)
    },
  }
  return account
}
