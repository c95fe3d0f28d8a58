import type { RuleProblem } from '../types.ts'
import type { LoadedDocument } from './loaded.ts'
import type { Place } from './source-text.ts'

/** All documents by what they are referred to. */
export interface Registry {
  /** those that say something, each id and name once, in the order of the files */
  readonly active: readonly LoadedDocument[]
  /** the document of this id or name, also one that was refused or is switched off */
  find(text: string): LoadedDocument | undefined
  /** the first one with this title, without case */
  titled(title: string): LoadedDocument | undefined
}

/** A problem of a document, at a place of it. */
export function problemAt(
  document: LoadedDocument,
  place: Place,
  problem: Omit<RuleProblem, 'file' | 'line' | 'column'>,
): RuleProblem {
  return { ...problem, file: document.file, line: place.line, column: place.column }
}

/**
 * Ties documents to their ids and names. Ids are compared without case. What has an id or name that another document before
 * it has is left out, with a problem; documents that were refused or are switched off take no name from others.
 */
export function makeRegistry(documents: readonly LoadedDocument[], problems: RuleProblem[]): Registry {
  const byKey = new Map<string, LoadedDocument>()
  const byTitle = new Map<string, LoadedDocument>()
  const active: LoadedDocument[] = []
  for (const document of documents.filter(({ content }) => content !== null)) {
    const problem = takenBy(document, byKey)
    if (problem) {
      problems.push(problem)
      continue
    }
    for (const key of keysOf(document)) byKey.set(key, document)
    active.push(document)
  }
  for (const document of documents) {
    if (document.content === null) {
      for (const key of keysOf(document)) if (!byKey.has(key)) byKey.set(key, document)
    }
    const title = document.title.toLowerCase()
    if (!byTitle.has(title)) byTitle.set(title, document)
  }
  return {
    active,
    find: (text) => byKey.get(text) ?? byKey.get(text.toLowerCase()),
    titled: (title) => byTitle.get(title.toLowerCase()),
  }
}

function keysOf({ id, name }: LoadedDocument): string[] {
  return [id?.toLowerCase() ?? null, name].filter((key) => key !== null)
}

function takenBy(document: LoadedDocument, byKey: ReadonlyMap<string, LoadedDocument>): RuleProblem | null {
  const { id, name } = document
  for (const [what, text, place] of [
    ['id', id, document.idPlace],
    ['name', name, document.namePlace],
  ] as const) {
    const other = text === null ? undefined : byKey.get(what === 'id' ? text.toLowerCase() : text)
    if (!other) continue
    return problemAt(document, place, {
      severity: 'error',
      code: 'id-taken',
      message: `the ${what} ${text} is taken: ${other.file}:${other.line} “${other.title}” has it`,
      hint: `give one of them a new ${what}`,
    })
  }
  return null
}
