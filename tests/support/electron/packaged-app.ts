import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

const unpacked = join(import.meta.dirname, '../../../dist/linux-unpacked');

/** The app exactly as it ships. */
export const SHIPPED = join(unpacked, 'ai-factory');
/** The shipped server's program and Node. */
export const SERVER_FOLDER = join(unpacked, 'resources', 'server');
/**
 * The same binary beside it with one fuse set back: Playwright drives an app through Node's inspector, which the shipped
 * one refuses.
 */
const DRIVEN = join(unpacked, 'ai-factory-driven');

/** Makes `DRIVEN` out of `SHIPPED` where that is not done yet; gives its path. */
export async function prepareDrivenApp(): Promise<string> {
  if (!existsSync(SHIPPED)) throw new Error('there is no packaged app: run "npm run dist" first');
  if (existsSync(DRIVEN) && statSync(DRIVEN).mtimeMs > statSync(SHIPPED).mtimeMs) return DRIVEN;
  copyFileSync(SHIPPED, DRIVEN);
  await flipFuses(DRIVEN, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return DRIVEN;
}
