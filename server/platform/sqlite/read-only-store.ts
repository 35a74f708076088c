import { ReasonError } from '../../../shared/contract/errors.ts';
import type { Reason } from '../../../shared/contract/reasons.ts';
import type { SqliteStore } from './types.ts';

/** A store that is only read: what would write is refused, with why. Error `STATION_READ_ONLY`. */
export function readOnlyStore(store: SqliteStore, why: Reason): SqliteStore {
  return {
    write: () => Promise.reject(new ReasonError('STATION_READ_ONLY', why)),
    read: (sql, parameters, options) => store.read(sql, parameters, options),
    companion: (name) => store.companion(name),
    get started() {
      return store.started;
    },
    stats: () => store.stats(),
    onFailure: (listener) => store.onFailure(listener),
    close: () => store.close(),
  };
}
