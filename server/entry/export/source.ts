import { Readable } from 'node:stream';
import type { ExportPartQuery } from '../../../shared/contract/export.ts';
import { connectToStation } from '../../platform/station-client.ts';

export interface ExportSource {
  /** The rows as bytes; destroyed to stop early. */
  readonly rows: Readable;
  close(): Promise<void>;
}

function pathOf({ tag, from, to, format }: ExportPartQuery): string {
  const query = new URLSearchParams({ format });
  for (const pattern of typeof tag === 'string' ? [tag] : tag) query.append('tag', pattern);
  if (from !== undefined) query.set('from', from);
  if (to !== undefined) query.set('to', to);
  return `/api/v1/export?${query.toString()}`;
}

/** The rows of an export, from the running station of the data folder, or without one from its store. */
export async function openExport(dataFolder: string, query: ExportPartQuery): Promise<ExportSource> {
  const client = await connectToStation(dataFolder);
  if (client !== null) return { rows: await client.open(pathOf(query)), close: () => Promise.resolve() };
  const [{ openOfflineStation }, { exportParts }] = await Promise.all([
    import('../../composition/offline-station.ts'),
    import('../../contexts/data-hub/index.ts'),
  ]);
  const station = await openOfflineStation(dataFolder, { reading: true });
  const parts = exportParts((asked) => station.hub.exportPart(asked), query);
  const texts = async function* () {
    for await (const { text } of parts) yield Buffer.from(text, 'utf8');
  };
  return { rows: Readable.from(texts(), { objectMode: false }), close: () => station.close() };
}
