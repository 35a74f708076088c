import manifest from '../package.json' with { type: 'json' };

/** Version of the product, from its package. */
export const VERSION: string = manifest.version;
