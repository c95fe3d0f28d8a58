import type { TopicPartition } from '../../../services/core/log.ts'

/** What the crash test and its child talk about. */
export const CRASH_PARTITION: TopicPartition = { topic: 'tocsin.raw', partition: 0 }
export const CRASH_GROUP = 'crash'
