import type { DocumentBuilder } from '../event-builder.ts'
import { PlainDocumentBuilder } from '../plain-document-builder.ts'
import { BytesDocumentBuilder } from './bytes-document-builder.ts'
import { createDocumentKernel } from './document-kernel.ts'

/** The fastest builder that the platform can run. */
export function createDocumentBuilder(): DocumentBuilder {
  const kernel = createDocumentKernel()
  return kernel ? new BytesDocumentBuilder(kernel) : new PlainDocumentBuilder()
}
