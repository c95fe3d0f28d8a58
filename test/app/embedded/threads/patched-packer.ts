import { EventPacker } from '../../../../services/adapters/sqlite/event-packer.ts'

type Take = EventPacker['take']

/** Has `before` run in front of everything that a reading thread of this process packs. */
export function beforePacking(before: () => void): void {
  const take = Object.getOwnPropertyDescriptor(EventPacker.prototype, 'take')?.value as Take
  EventPacker.prototype.take = function takeAfter() {
    before()
    return take.call(this)
  }
}
