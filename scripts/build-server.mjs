/** Bundles the station server for packaging: `out/server`. */
import { inRoot } from './lib/paths.mjs';
import { bundleServer } from './lib/server-bundle.mjs';

await bundleServer(inRoot('out', 'server'));
