/** Reads one file and prints what it found and the most memory that this process ever had, as JSON. */
import { readFiles } from '../../../services/ingest/files/read-files.ts'
import { READ_OPTIONS } from '../sources.ts'

const file = process.argv[2] ?? ''
let records = 0
let faults = 0
let bytes = { bytesIn: 0, bytesOut: 0 }
for await (const part of readFiles([file], READ_OPTIONS)) {
  records += part.records.length
  faults += part.faults.length
  bytes = part
}
const { bytesIn, bytesOut } = bytes
console.log(JSON.stringify({ records, faults, bytesIn, bytesOut, peakKilobytes: process.resourceUsage().maxRSS }))
