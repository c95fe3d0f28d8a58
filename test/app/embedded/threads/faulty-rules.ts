// A reading thread whose rules fail on one operation.
import { Detector } from '../../../../services/detect/detector.ts'
import { eventField } from '../../../../services/record/event-field.ts'

const detect = Object.getOwnPropertyDescriptor(Detector.prototype, 'detect')?.value as Detector['detect']
Detector.prototype.detect = function detectOrFail(event, hits) {
  detect.call(this, event, hits)
  if (event.text(eventField('event.action')) === 'CreateUser') throw new Error('cannot match this')
}
await import('../../../../services/app/embedded/reading-thread.ts')
