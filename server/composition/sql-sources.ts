import { join } from 'node:path';
import { changeStatement } from '../contexts/sources/index.ts';
import {
  createSqliteSqlSourceStore,
  createSqlSources,
  markName,
  type SqlSourcesService,
} from '../contexts/sql-sources/index.ts';
import type { Logger } from '../platform/log.ts';
import { createSecretBox } from '../platform/secret-box.ts';
import { openSqlSession } from '../platform/sql/index.ts';
import type { Core } from './core.ts';

/** The tables that are polled; their passwords are sealed by a key beside the database. */
export function openSqlSources(core: Core, dataFolder: string, log: Logger): Promise<SqlSourcesService> {
  return createSqlSources({
    store: createSqliteSqlSourceStore(core.store, { changeStatement, markName }),
    secrets: createSecretBox(join(dataFolder, 'secrets.key')),
    open: openSqlSession,
    sources: core.sources,
    hub: core.hub,
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    // Asked for when it is needed: the tables of zones take 20 ms to load.
    get zone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    log,
  });
}
