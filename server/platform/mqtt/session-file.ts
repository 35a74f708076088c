import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { writeFileWhole } from '../data-folder.ts';

const FILE = 'mqtt-session.json';

const sessionSchema = z.object({
  clientId: z.string().min(1).max(64),
  topics: z.array(z.string()),
  /** The broker that holds the session, without user and password. */
  url: z.string().optional(),
  /** Counts the sessions brokers have begun for us; 0 where the record is older than the count. */
  number: z.number().int().default(0),
  /** How often the broker had forgotten the session, and when last (ISO 8601). */
  lost: z.number().int().default(0),
  lostAt: z.string().optional(),
});
type SessionRecord = z.infer<typeof sessionSchema>;

/** At most 23 letters and digits: all that MQTT 3.1.1 promises to be taken. */
export const newClientId = (): string => `aif${randomBytes(8).toString('hex')}`;

/**
 * What the station must know of its session at the broker: its client identifier, the same for ever, so that the
 * broker keeps messages while the station is away; the topics the session holds, to leave those no longer wanted; and
 * how often the broker had forgotten it, with all that waited in it.
 */
export class BrokerSession {
  readonly #folder: string;
  #record: SessionRecord;

  /** Error `CONFIG_INVALID` where the file is there and cannot be read: a new identity would lose what waits. */
  constructor(folder: string) {
    this.#folder = folder;
    const text = textOf(folder);
    if (text === null) {
      this.#record = { clientId: newClientId(), topics: [], number: 0, lost: 0 };
      this.#write();
    } else this.#record = parseSession(text);
  }

  get clientId(): string {
    return this.#record.clientId;
  }

  get topics(): readonly string[] {
    return this.#record.topics;
  }

  get lost(): { readonly count: number; readonly at?: string } {
    const { lost: count, lostAt: at } = this.#record;
    return at === undefined ? { count } : { count, at };
  }

  /** Whether this broker should still know the session. */
  isExpectedAt(url: string): boolean {
    return this.#record.url === url && this.#record.topics.length > 0;
  }

  /**
   * Names a delivery for as long as it may be repeated. A packet identifier alone would not do: a new session starts again
   * with the first, and a message of it must not be taken for one that was committed in the session before.
   */
  deliveryKey(packetIdentifier: number): string {
    const { number } = this.#record;
    return number === 0 ? String(packetIdentifier) : `${number}/${packetIdentifier}`;
  }

  /** The broker has begun a new session. */
  begins(): void {
    this.#record = { ...this.#record, number: this.#record.number + 1 };
    this.#write();
  }

  wasLost(at: string): void {
    this.#record = { ...this.#record, lost: this.#record.lost + 1, lostAt: at };
    this.#write();
  }

  holds(url: string, topics: readonly string[]): void {
    const { url: urlBefore, topics: before } = this.#record;
    if (urlBefore === url && before.join('\n') === topics.join('\n')) return;
    this.#record = { ...this.#record, url, topics: [...topics] };
    this.#write();
  }

  #write(): void {
    writeFileWhole(join(this.#folder, FILE), `${JSON.stringify(this.#record)}\n`);
  }
}

const advice =
  'The broker keeps what came while the station was away under the name in this file: put it back from a backup. ' +
  'Only if there is none delete it: the station then begins anew at the broker and what waits there is lost.';

function textOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('CONFIG_INVALID', `${FILE} cannot be read: ${(error as Error).message}. ${advice}`);
  }
}

function parseSession(text: string): SessionRecord {
  try {
    return sessionSchema.parse(JSON.parse(text));
  } catch {
    throw new AppError('CONFIG_INVALID', `${FILE} in the data folder is damaged. ${advice}`);
  }
}
