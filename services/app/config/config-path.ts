/** Keys and 0-based indexes from the root of the file to a setting. */
export type ConfigPath = readonly (string | number)[]

/** What is wrong with a setting, before its place in the file is known. */
export interface PathProblem {
  readonly path: ConfigPath
  /** whether it is about the key itself or about what stands there */
  readonly about: 'key' | 'value'
  readonly message: string
  readonly hint: string
}

/** `sources[0].paths[1]`; keys that are no plain names in brackets: `rules.levels["Root login"]`. */
export function pathText(path: ConfigPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (!/^[A-Za-z_][\w-]*$/.test(part)) text += `[${JSON.stringify(part)}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}

/** The path of a JSON pointer (`/sources/0/poll`) within `root`: a step is an index where a list stands. */
export function pathOfPointer(pointer: string, root: unknown): ConfigPath {
  const path: (string | number)[] = []
  let value = root
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(value) ? Number(key) : key)
    value = valueAt(value, path.at(-1) ?? '')
  }
  return path
}

/** What stands at a path, or undefined. */
export function valueAtPath(root: unknown, path: ConfigPath): unknown {
  return path.reduce(valueAt, root)
}

function valueAt(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return (value as Readonly<Record<string | number, unknown>>)[step]
}
