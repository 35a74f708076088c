import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals secrets so that neither the database nor a backup of it gives them away. */
export interface SecretBox {
  /** @param use what it is for; it opens for that only */
  seal(secret: string, use: string): string;
  /** The secret, or null where it was sealed by another key, for another use, or has been changed. */
  open(sealed: string, use: string): string | null;
}

const idOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

/**
 * AES-256-GCM with a key in a file of its own (mode 0600), made when the first secret is sealed. The key's id is in what is
 * sealed. Who can read that file can open the secrets: it protects copies of the database, not the machine itself.
 */
export function createSecretBox(keyFile: string): SecretBox {
  const read = (): Buffer | null => {
    if (!existsSync(keyFile)) return null;
    const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64');
    return key.length === KEY_BYTES ? key : null;
  };
  const make = (): Buffer => {
    const key = randomBytes(KEY_BYTES);
    // Never over one that is there: it would lock what it has sealed for good.
    writeFileSync(keyFile, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return key;
  };
  return {
    seal(secret, use) {
      const key = read() ?? make();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(use));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const sealed = Buffer.concat([iv, body, cipher.getAuthTag()]);
      return `1.${idOf(key)}.${sealed.toString('base64url')}`;
    },
    open(sealed, use) {
      const [version, keyId, text = ''] = sealed.split('.');
      const key = read();
      const bytes = Buffer.from(text, 'base64url');
      if (version !== '1' || key === null || keyId !== idOf(key) || bytes.length < IV_BYTES + TAG_BYTES)
        return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(use))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const body = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
