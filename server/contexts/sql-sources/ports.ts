import type { Actor } from '../../../shared/contract/common.ts';
import type { SourceChange } from '../../../shared/contract/sources.ts';
import type { SqlConnection, SqlSourceSettings } from '../../../shared/contract/sql-sources.ts';
import type { SqlCell, SqlColumn, SqlPlace, SqlSession } from '../../platform/sql/types.ts';

export type { SqlCell, SqlColumn, SqlColumnType, SqlPlace, SqlSession } from '../../platform/sql/types.ts';

/** Opens a session. Error: an `SqlProblem`. */
export type OpenSession = (place: SqlPlace) => Promise<SqlSession>;

/** What an error of a session holds, and of what this context finds wrong itself. */
export interface SqlProblem {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Seals and opens passwords; null where one cannot be opened. */
export interface Secrets {
  seal(secret: string, use: string): string;
  open(sealed: string, use: string): string | null;
}

export interface StoredSqlSource {
  readonly id: string;
  readonly settings: SqlSourceSettings;
  readonly sealedPassword: string;
}

export interface ChangeNote {
  readonly action: Extract<SourceChange['action'], 'added' | 'changed' | 'removed'>;
  readonly detail: SourceChange['detail'];
  readonly actor: Actor;
  readonly at: number;
}

/** Durable before it resolves, what was done and who did it in one transaction. Error `STORE_UNAVAILABLE`. */
export interface SqlSourceStore {
  all(): Promise<StoredSqlSource[]>;
  save(source: StoredSqlSource, change: ChangeNote, forgetsMark: boolean): Promise<void>;
  remove(id: string, change: ChangeNote): Promise<void>;
}

export type { SqlConnection };
export type Row = readonly SqlCell[];
export type Columns = readonly SqlColumn[];
