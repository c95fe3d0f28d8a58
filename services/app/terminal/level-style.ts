import type { Level } from '../../core/rule.ts'
import type { Style } from './paint.ts'

const LABELS: Readonly<Record<Level, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  informational: 'INFO',
}

const STYLES: Readonly<Record<Level, readonly Style[]>> = {
  critical: ['bold', 'white', 'bgRed'],
  high: ['bold', 'red'],
  medium: ['yellow'],
  low: ['cyan'],
  informational: ['dim'],
}

/** Columns that the longest label takes. */
export const LEVEL_WIDTH = 8

/** The level as a word: `HIGH`; readable without colour. */
export function levelLabel(level: Level): string {
  return LABELS[level]
}

/** The level's styles for `paint`. */
export function levelStyle(level: Level): readonly Style[] {
  return STYLES[level]
}
