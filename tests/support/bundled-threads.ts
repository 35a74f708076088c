const FROM_SOURCES = 'new URL(`./${name}.ts`, import.meta.url)';
const FROM_BUNDLE =
  "new URL(`../../out/server/${name.slice(name.lastIndexOf('/') + 1)}.mjs`, import.meta.url)";

/**
 * In tests the threads of a store or a rule pool are those of the bundle that every run builds first. From its sources each
 * thread would be made ready anew, a second of processor for each store.
 */
export const bundledThreads = {
  name: 'bundled-threads',
  enforce: 'pre' as const,
  transform(source: string, id: string): string | null {
    if (!id.endsWith('/server/platform/entry-url.ts')) return null;
    if (!source.includes(FROM_SOURCES)) throw new Error(`not in ${id}: ${FROM_SOURCES}`);
    return source.replace(FROM_SOURCES, () => FROM_BUNDLE);
  },
};
