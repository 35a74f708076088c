import type { Tag } from '../../shared/contract/data-hub.ts';

/** A tag that nobody has set anything of. */
export function tagForTest(path: string, fields: Partial<Tag> = {}): Tag {
  return {
    id: 1,
    path,
    sorted: true,
    addresses: [path],
    derived: false,
    kind: 'measure',
    unit: null,
    name: { ko: null, en: null },
    range: { low: null, high: null },
    limits: { low: null, high: null },
    counter: { modulus: null },
    storage: {
      mode: null,
      deadband: null,
      deadbandIn: null,
      minIntervalSeconds: null,
      maxIntervalSeconds: null,
      retentionDays: null,
    },
    said: null,
    last: null,
    counters: { received: 0, stored: 0, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 },
    ...fields,
  };
}
