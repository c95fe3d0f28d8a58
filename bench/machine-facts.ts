import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** The machine as a line: processor, cores, memory, system, Node.js. */
export function machineFacts(): string {
  const processors = cpus()
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${model}, ${processors.length} cores, ${memory} GB, ${type()} ${release()}, Node.js ${process.version}`
}

/** How busy the machine has been in the last minute: processes that wanted to run. */
export function machineLoad(): number {
  return loadavg()[0] ?? 0
}
