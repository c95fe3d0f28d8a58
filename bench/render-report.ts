import { renderTable, type Cell } from '../services/app/terminal/render-table.ts'
import type { Terminal } from '../services/app/terminal/terminal.ts'
import type { Measurement, Work } from './measure.ts'

/** The figures as a table, then what each of them is. */
export function renderReport(
  works: readonly Work[],
  measurements: readonly Measurement[],
  terminal: Pick<Terminal, 'width' | 'color'>,
): string {
  const find = (name: string, unit: string): Measurement | undefined =>
    measurements.find((measurement) => measurement.name === name && measurement.unit === unit)
  const rows = works.map(({ name }): Cell[] => {
    const cpu = find(name, 'records/CPU-second')
    const wall = find(name, 'records/second')
    const value = cpu?.value ?? 0
    return [name, value, percent(cpu?.share ?? null), `${(1e6 / value).toFixed(2)} µs`, spread(cpu), wall?.value ?? 0]
  })
  const columns = [
    { title: 'what' },
    { title: 'records/CPU-s' },
    { title: 'of ceiling', align: 'right' },
    { title: 'time each', align: 'right' },
    { title: 'spread', align: 'right', min: 20 },
    { title: 'records/s' },
  ] as const
  const widest = Math.max(...works.map(({ name }) => name.length))
  const notes = works.map(({ name, about }) => `${name.padEnd(widest)}  ${about}`)
  return [renderTable(columns, rows, terminal), '', ...notes].join('\n')
}

function percent(share: number | null): string {
  return share === null ? '' : `${(share * 100).toFixed(1)} %`
}

function spread(measurement: Measurement | undefined): string {
  const [least, most] = measurement?.spread ?? [0, 0]
  return `${thousands(least)} – ${thousands(most)}`
}

function thousands(value: number): string {
  return value.toLocaleString('en-US')
}
