/**
 * Where hits go that do not fit into memory. Filled by who may touch files; all of it is gone after {@link close}, which its
 * owner calls, also after an error.
 */
export interface Spill {
  /** Stores one run of lines, none of which holds a line break. Throws `AppError` when it cannot. */
  write(lines: Iterable<string>): void
  /** The lines of each run, in the order in which they were written, any number of times. Memory stays bounded. */
  runs(): readonly Iterable<string>[]
}
