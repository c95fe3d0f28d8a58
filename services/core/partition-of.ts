/**
 * The partition of a topic that records with this key go to (FNV-1a over the key's UTF-16 units): the same on every
 * machine and in every run. For logs of our own; Kafka's client chooses by Kafka's rule.
 */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % partitions
}
