import { createHash } from 'node:crypto';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';
import { hashedText } from './domain/ruleset.ts';

/** What a version is named by: SHA-256, hexadecimal. */
export function hashOf(manifest: RulesetManifest, source: string): string {
  return createHash('sha256').update(hashedText(manifest, source)).digest('hex');
}
