import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Alert } from '../../core/alert.ts'

/** Shorter texts stay readable in the file; an alert with a thousand events has 300 KB, written anew with each change. */
const COMPRESSED_FROM = 8_192

/** An alert as one value of the store: its JSON text, or that compressed. */
export function packAlert(alert: Alert): SQLInputValue {
  const text = JSON.stringify(alert)
  return text.length < COMPRESSED_FROM ? text : zstdCompressSync(text)
}

/** The way back. */
export function unpackAlert(data: SQLOutputValue | undefined): Alert {
  const text = data instanceof Uint8Array ? zstdDecompressSync(data).toString('utf8') : String(data)
  // Alerts that version 1 stored know nothing of deliveries.
  const alert = JSON.parse(text) as Omit<Alert, 'deliveries'> & Partial<Alert>
  return { ...alert, deliveries: alert.deliveries ?? [] }
}
