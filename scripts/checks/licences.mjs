// Every part has a licence under which it may be used, or shipped where it is.
import { crateFaults, licenceFaults, packagesOf, readLock } from '../lib/dependencies.mjs';

const packages = packagesOf(readLock());
const faults = [...licenceFaults(packages), ...crateFaults()];
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(
  `${packages.length} packages, ${packages.filter(({ isShipped }) => isShipped).length} shipped\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
