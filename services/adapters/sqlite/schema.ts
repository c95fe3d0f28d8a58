import type { EventKeys } from '../../core/event.ts'

/** Written to `PRAGMA user_version`. Raised with every change that an older Tocsin could not read. */
export const SCHEMA_VERSION = 3

/** Written to `PRAGMA application_id`: marks the file as ours (`TOCS`). */
export const APPLICATION_ID = 0x544f_4353

/** The columns of `events` that hold a term, with the event field that each stands for. */
export const TERM_COLUMNS = {
  dataset: { field: 0, isIndexed: false },
  account: { field: 1, isIndexed: false },
  actor_id: { field: 2, isIndexed: true },
  actor_name: { field: 3, isIndexed: true },
  action: { field: 4, isIndexed: true },
  address: { field: 5, isIndexed: true },
  region: { field: 6, isIndexed: false },
  outcome: { field: 7, isIndexed: false },
} as const

/** A column of {@link TERM_COLUMNS}. */
export type TermColumn = keyof typeof TERM_COLUMNS

/** Where each key of an event is kept. */
export const KEY_COLUMNS: Readonly<Record<keyof EventKeys, TermColumn>> = {
  account: 'account',
  actorId: 'actor_id',
  actorName: 'actor_name',
  action: 'action',
  address: 'address',
  region: 'region',
  outcome: 'outcome',
}

/**
 * Columns that version 2 added. In the rows of version 1 they are null, which says nothing; an event that has no such value
 * has {@link NO_TERM} there.
 */
export const LATER_COLUMNS: ReadonlySet<TermColumn> = new Set(['region', 'outcome'])

/** The number of no term. */
export const NO_TERM = 0

/** The name of a column's index. */
export function indexName(column: TermColumn): string {
  return `events_by_${column}`
}

const indexes = Object.entries(TERM_COLUMNS)
  .filter(([, { isIndexed }]) => isIndexed)
  .map(([column]) => `CREATE INDEX events_by_${column} ON events(${column}, id) WHERE ${column} IS NOT NULL;`)
  .join('\n')

/**
 * The tables of version 1, exactly as the first release made them: stores of that version exist.
 *
 * - Values of the raw log and documents stand in compressed blocks (block-codec.ts): some hundreds a block compress ten
 *   times better than one by one, and a row a block costs a fraction of a row a record.
 * - `events` is clustered by id, which begins with the event time, so that its order is the order of time. Ids are 16 bytes
 *   (document-key.ts) because they stand in every index once more.
 * - What events are looked up by is replaced by a number from `terms`: with ARNs in every index
 *   entry, storing took 1.6 times as long and the indexes 2.5 times the room. `dataset` and `account` have few values, each in a large part of all rows: reading
 *   the rows in order and comparing is as quick as an index and costs nothing to keep.
 * - `log_ends` and not the newest block tells the next offset, so that the oldest blocks can go without the numbers
 *   starting anew.
 */
const VERSION_1 = `
CREATE TABLE log_ends(topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
  PRIMARY KEY(topic, partition)) STRICT, WITHOUT ROWID;
CREATE TABLE log_blocks(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL,
  first_offset INTEGER NOT NULL, count INTEGER NOT NULL, skipped INTEGER NOT NULL, key TEXT NOT NULL,
  headers TEXT NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE(topic, partition, first_offset)) STRICT;
CREATE TABLE log_offsets(consumers TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
  PRIMARY KEY(consumers, topic, partition)) STRICT, WITHOUT ROWID;

CREATE TABLE terms(id INTEGER PRIMARY KEY, field INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE(field, text)) STRICT;
CREATE TABLE event_blocks(id INTEGER PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE TABLE events(id BLOB PRIMARY KEY, dataset INTEGER NOT NULL, account INTEGER, actor_id INTEGER, actor_name INTEGER,
  action INTEGER, address INTEGER, block INTEGER NOT NULL, slot INTEGER NOT NULL) STRICT, WITHOUT ROWID;
${indexes}
CREATE TABLE datasets(name TEXT PRIMARY KEY, events INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE hits(rule_id TEXT NOT NULL, event_id TEXT NOT NULL, alert_id TEXT NOT NULL, time INTEGER NOT NULL,
  data TEXT NOT NULL, PRIMARY KEY(rule_id, event_id)) STRICT, WITHOUT ROWID;
CREATE INDEX hits_by_alert ON hits(alert_id, time, event_id);
CREATE TABLE alerts(id TEXT PRIMARY KEY, version INTEGER NOT NULL, status TEXT NOT NULL, level TEXT NOT NULL,
  rule_id TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, data ANY NOT NULL) STRICT;
CREATE INDEX alerts_by_last ON alerts(last, id);
CREATE TABLE outbox(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, alert_id TEXT NOT NULL, kind TEXT NOT NULL,
  at INTEGER NOT NULL) STRICT;
CREATE TABLE first_seen(rule_id TEXT NOT NULL, key TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY(rule_id, key)) STRICT, WITHOUT ROWID;
CREATE TABLE dead_letters(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, detail TEXT NOT NULL,
  type TEXT NOT NULL, source TEXT NOT NULL, object TEXT NOT NULL, position INTEGER NOT NULL, received INTEGER NOT NULL,
  size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE INDEX dead_letters_by_time ON dead_letters(received, id);
CREATE INDEX dead_letters_by_reason ON dead_letters(reason, received, id);

CREATE TABLE commands(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, alert_id TEXT NOT NULL, kind TEXT NOT NULL,
  by TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, outcome TEXT) STRICT;
CREATE INDEX commands_pending ON commands(seq) WHERE outcome IS NULL;
CREATE TABLE checkpoints(source TEXT NOT NULL, object TEXT NOT NULL, position TEXT NOT NULL,
  PRIMARY KEY(source, object)) STRICT, WITHOUT ROWID;
`

/**
 * What version 2 added.
 *
 * - `event_block_gaps` counts the documents of a block whose events were removed: a block goes with its last event.
 * - `event_block_marks` says which block was the newest at a time: so the age of a block is known without a column of it.
 * - `maintenance` is what retention and the disk budget must remember (maintenance.ts).
 * - The indexes by status and alert make counting alerts and removing what belongs to one cheap; both tables are small.
 * - The outbox knows when an entry was written (0: by version 1, which delivered nothing), and its numbers never start
 *   anew: `delivery_positions` is the last one that a destination has got.
 * - `deliveries` is an entry for one destination, and how far it has come. It repeats the entry, so that the outbox can be
 *   cleared of what everybody has got. `doubt`: an attempt may have arrived without our knowing.
 * - `commands.detail` is what became of a command, for whoever waits for it, and how far a long one has come.
 * - `events.region` and `.outcome`: what people narrow a search by; without them it would read every document of its time.
 */
const VERSION_2 = `
CREATE TABLE outbox_2(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, alert_id TEXT NOT NULL,
  kind TEXT NOT NULL, at INTEGER NOT NULL, written INTEGER NOT NULL) STRICT;
INSERT INTO outbox_2(seq, id, alert_id, kind, at, written) SELECT seq, id, alert_id, kind, at, 0 FROM outbox ORDER BY seq;
DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;
CREATE TABLE deliveries(destination TEXT NOT NULL, entry TEXT NOT NULL, seq INTEGER NOT NULL, alert_id TEXT NOT NULL,
  kind TEXT NOT NULL, at INTEGER NOT NULL, written INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
  next INTEGER NOT NULL, doubt INTEGER NOT NULL, PRIMARY KEY(destination, entry)) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries(destination, next, seq) WHERE state = 'waiting';
CREATE INDEX deliveries_written ON deliveries(destination, written, seq) WHERE state = 'waiting';
CREATE INDEX deliveries_by_alert ON deliveries(alert_id);
CREATE TABLE delivery_positions(destination TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE event_block_gaps(block INTEGER PRIMARY KEY, gone INTEGER NOT NULL) STRICT;
CREATE TABLE event_block_marks(at INTEGER PRIMARY KEY, block INTEGER NOT NULL) STRICT;
CREATE TABLE maintenance(name TEXT PRIMARY KEY, at INTEGER NOT NULL, data TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_by_status ON alerts(status, last);
CREATE INDEX outbox_by_alert ON outbox(alert_id);
CREATE INDEX commands_by_alert ON commands(alert_id);
ALTER TABLE commands ADD COLUMN detail TEXT;
ALTER TABLE events ADD COLUMN region INTEGER;
ALTER TABLE events ADD COLUMN outcome INTEGER;
`

/**
 * What version 3 added.
 *
 * - `state` is what is remembered between runs beside hits and alerts (core/state.ts). It takes the place of `first_seen`,
 *   which nothing was ever written to.
 * - `hits.waiting` marks hits that stateful rules have not seen. Only those have an index by time: all others are found in
 *   the order of time by rule and event id (sqlite-hits.ts), and an index over all would cost 2 µs and 84 bytes a hit.
 */
const VERSION_3 = `
DROP TABLE first_seen;
CREATE TABLE state(kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(kind, key)) STRICT, WITHOUT ROWID;
ALTER TABLE hits ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
CREATE INDEX hits_waiting ON hits(time, event_id) WHERE waiting = 1;
`

/**
 * What each version changes, in order, from nothing to {@link SCHEMA_VERSION}. A new store runs all of them, an older one
 * those that it has not seen: so both have the same tables.
 */
export const MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2, VERSION_3]
