import type { LoadedDocument, LoadedFile } from '../load/loaded.ts'

/** A file in which the last good version of some documents stands for what is wrong with them now. */
export interface KeptFile {
  readonly file: LoadedFile
  /** the documents that were kept, as they stand in `file` */
  readonly kept: readonly LoadedDocument[]
}

/**
 * The file as it is read now, in which documents that are refused now and were good before stay as they were, told by their
 * id. What is wrong stays among its problems. A document that is not there any more is gone; but while something of the
 * file cannot be told apart (broken syntax, a refused document that is none of the ones before), it stays as well.
 */
export function keepGood(before: LoadedFile | undefined, now: LoadedFile): KeptFile {
  const good = new Map<string, LoadedDocument>()
  for (const document of before?.documents ?? []) {
    if (document.id !== null && document.content !== null) good.set(document.id.toLowerCase(), document)
  }
  const kept: LoadedDocument[] = []
  let isClear = !now.problems.some(({ severity }) => severity === 'error')
  const named = new Set(now.documents.flatMap(({ id }) => id?.toLowerCase() ?? []))
  const documents = now.documents.map((document) => {
    if (!isRefused(document)) return document
    const last = good.get(document.id?.toLowerCase() ?? '')
    if (!last) {
      isClear = false
      return document
    }
    const stays = { ...last, problems: document.problems }
    kept.push(stays)
    return stays
  })
  if (!isClear) {
    const missing = [...good].filter(([id]) => !named.has(id)).map(([, document]) => ({ ...document, problems: [] }))
    documents.push(...missing)
    kept.push(...missing)
  }
  return { file: kept.length === 0 ? now : { ...now, documents }, kept }
}

/** Something is wrong with it, so that it is left out. */
function isRefused({ content, isDisabled }: LoadedDocument): boolean {
  return content === null && !isDisabled
}
