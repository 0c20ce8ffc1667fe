/** One storm of a story, on an empty database; null: SQLite in the demo's own folder. */
export type Round = (on: {
  readonly random: () => number;
  readonly databaseUrl: string | null;
}) => Promise<RoundSeen>;

export interface RoundSeen {
  /** What happened, by what it is called; added up over the rounds. */
  readonly counts: Readonly<Record<string, number>>;
  /** In words; empty: the round held. */
  readonly differences: readonly string[];
}
