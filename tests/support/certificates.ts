import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why certificates cannot be made here, or null where they can. */
export const opensslMissing: string | null =
  spawnSync('openssl', ['version']).error === undefined ? null : 'not run: openssl is not installed';

function openssl(folder: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}

/** An authority in a folder (`NAME.pem`, `NAME.key`), good for a day. */
export function makeAuthority(folder: string, name: string): void {
  openssl(
    folder,
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
  );
}

/** A certificate of an authority in the same folder; `host` is the name or address it is for. */
export function makeCertificate(folder: string, authority: string, name: string, host: string): void {
  openssl(
    folder,
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`],
  );
  const kind = /^[\d.]+$/.test(host) ? 'IP' : 'DNS';
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${kind}:${host}\n`);
  openssl(
    folder,
    ...[
      'x509',
      '-req',
      '-days',
      '1',
      '-in',
      `${name}.csr`,
      '-CA',
      `${authority}.pem`,
      '-CAkey',
      `${authority}.key`,
    ],
    ...['-CAcreateserial', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
  );
}
