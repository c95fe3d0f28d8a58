import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import os from 'node:os'
import v8 from 'node:v8'
import { messageOf } from '../../../core/errors.ts'
import type { MachineFacts } from '../checks/check-machine.ts'

/** What this process may use of the machine. */
export async function readMachineFacts(): Promise<MachineFacts> {
  const total = os.totalmem()
  // 0, or more than there is, means that nothing limits us.
  const limit = process.constrainedMemory()
  const temp = os.tmpdir()
  return {
    node: process.versions.node,
    memory: limit > 0 && limit < total ? limit : total,
    heap: v8.getHeapStatistics().heap_size_limit,
    temp,
    tempFault: await access(temp, constants.W_OK).then(
      () => null,
      (error: unknown) => messageOf(error),
    ),
  }
}
