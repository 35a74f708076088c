export interface Package {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly isShipped: boolean;
}
export interface Lock {
  readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
export interface Crate {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly checksum: string;
  readonly isLinked: boolean;
}
export function readLock(): Lock;
export function packagesOf(lock: Lock): Package[];
export function isAllowed(expression: string, allowed: readonly string[]): boolean;
export function licenceFaults(packages: readonly Package[]): string[];
export function installScriptFaults(lock: Lock, allowScripts: Readonly<Record<string, boolean>>): string[];
export function readCrates(): Crate[];
export function crateFaults(crates?: readonly Crate[], locked?: readonly Partial<Crate>[]): string[];
