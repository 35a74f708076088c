import type { SqlPlace, SqlSession } from './types.ts';

/** Opens a session; the driver is loaded when one is first wanted. Error `SqlFault`. */
export async function openSqlSession(place: SqlPlace): Promise<SqlSession> {
  if (place.kind === 'postgres') {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(place);
  }
  const { openMysql } = await import('./mysql.ts');
  return openMysql(place);
}
