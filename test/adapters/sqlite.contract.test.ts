import path from 'node:path'
import { openReader } from '../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../services/adapters/sqlite/open-store.ts'
import { alertStoreContract } from '../contract/alert-store.contract.ts'
import { batchSinkContract } from '../contract/batch-sink.contract.ts'
import { checkpointStoreContract } from '../contract/checkpoint-store.contract.ts'
import { commandQueueContract } from '../contract/command-queue.contract.ts'
import { deadLetterStoreContract } from '../contract/dead-letter-store.contract.ts'
import { eventStoreContract } from '../contract/event-store.contract.ts'
import type { AdapterFixture, OpenedPorts } from '../contract/fixture.ts'
import { hitStoreContract } from '../contract/hit-store.contract.ts'
import { logContract } from '../contract/log.contract.ts'
import { outboxStoreContract } from '../contract/outbox-store.contract.ts'
import { rememberedStateContract } from '../contract/remembered-state.contract.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

const fixture: AdapterFixture = {
  name: 'sqlite',
  open: async (partitions = {}) => {
    const { directory, remove } = scratchFolder()
    return opened(path.join(directory, 'store'), partitions, remove)
  },
}

function opened(directory: string, partitions: Readonly<Record<string, number>>, remove: () => void): OpenedPorts {
  const store = openStore(directory, { partitions })
  const reader = openReader(directory)
  const close = (): void => {
    reader.close()
    store.close()
  }
  return {
    log: store.log,
    sink: store.sink,
    hits: store.hits,
    checkpoints: store.checkpoints,
    commands: reader.commands,
    outbox: store.outbox,
    events: reader.events,
    alerts: reader.alerts,
    deadLetters: reader.deadLetters,
    // Opened without the counts: they are part of the store.
    reopen: async () => {
      close()
      return opened(directory, {}, remove)
    },
    close: async () => {
      close()
      remove()
    },
  }
}

logContract(fixture)
batchSinkContract(fixture)
rememberedStateContract(fixture)
eventStoreContract(fixture)
alertStoreContract(fixture)
hitStoreContract(fixture)
deadLetterStoreContract(fixture)
commandQueueContract(fixture)
outboxStoreContract(fixture)
checkpointStoreContract(fixture)
