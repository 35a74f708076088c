import { chownSync } from 'node:fs';

const NOBODY = 65_534;

/** Database servers refuse to run as root: there they get another user, who owns their folder. */
export const plainUser: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export function giveToPlainUser(path: string): void {
  if (plainUser.uid !== undefined) chownSync(path, plainUser.uid, plainUser.gid ?? NOBODY);
}
