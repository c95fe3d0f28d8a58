import { createMemoryStore } from '../../services/adapters/memory/memory-store.ts'
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

const fixture: AdapterFixture = {
  name: 'memory',
  open: async (partitions = {}) => {
    const ports: OpenedPorts = {
      ...createMemoryStore({ partitions }),
      reopen: async () => ports,
      close: async () => undefined,
    }
    return ports
  },
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
