import { styleText } from 'node:util'
import type { Terminal } from './terminal.ts'

/** The styles that we use; all of them are in the sixteen colours of every terminal. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'white' | 'bgRed'

/** The text in these styles, or as it is when the terminal shows none. Pad and cut before: styles count as characters. */
export function paint(text: string, styles: readonly Style[], terminal: Pick<Terminal, 'color'>): string {
  if (!terminal.color || styles.length === 0 || text === '') return text
  return styleText([...styles], text, { validateStream: false })
}
