import {
  CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from 'kysely';
import type { SqliteStore, SqlValue, Statement } from './types.ts';

/** A typed query builder for one context's tables; it only makes SQL, the store runs it. */
export function queryBuilder<Tables>(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

export function statementOf(query: Compilable): Statement {
  const { sql, parameters }: CompiledQuery = query.compile();
  return { sql, parameters: parameters as readonly SqlValue[] };
}

/** Runs a built query in the reader. */
export function readQuery<Row>(store: SqliteStore, query: Compilable<Row>): Promise<Row[]> {
  const { sql, parameters } = query.compile();
  return store.read<Row>(sql, parameters as readonly SqlValue[]);
}
