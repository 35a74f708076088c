import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileWhole } from '../data-folder.ts';

const sessionSchema = z.object({ clientId: z.string().min(1).max(64), topics: z.array(z.string()) });

/**
 * What the station must know of its session at the broker: its client identifier, the same for ever, so that the
 * broker keeps messages while the station is away; and the topics the session holds, to leave those no longer wanted.
 */
export type BrokerSession = z.infer<typeof sessionSchema>;

/** Reads the session of a data folder; makes a new one where there is none. */
export function readBrokerSession(folder: string): BrokerSession {
  try {
    return sessionSchema.parse(JSON.parse(readFileSync(join(folder, 'mqtt-session.json'), 'utf8')));
  } catch {
    // At most 23 letters and digits: all that MQTT 3.1.1 promises to be taken.
    const session = { clientId: `aif${randomBytes(8).toString('hex')}`, topics: [] };
    writeBrokerSession(folder, session);
    return session;
  }
}

export function writeBrokerSession(folder: string, session: BrokerSession): void {
  writeFileWhole(join(folder, 'mqtt-session.json'), `${JSON.stringify(session)}\n`);
}
