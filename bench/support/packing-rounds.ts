import Database from 'better-sqlite3';

/** Follows the rounds that pack a station's journal into chunks, in its database, so that the station has no work with it. */
export function watchRounds(file: string) {
  const database = new Database(file, { readonly: true });
  const state = database.prepare<[], { through: number; isUnderWay: number }>(
    'SELECT through, EXISTS (SELECT 1 FROM history_journal WHERE id <= through) AS isUnderWay FROM history_state',
  );
  let last = state.get()?.through ?? 0;
  return {
    /** Whether a round has ended since this was last true. */
    hasEnded(): boolean {
      const { through, isUnderWay } = state.get() ?? { through: 0, isUnderWay: 1 };
      if (through === last || isUnderWay === 1) return false;
      last = through;
      return true;
    },
    close: () => database.close(),
  };
}
