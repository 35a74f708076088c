import { extname, join, normalize, sep } from 'node:path';

const MIME_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface PageFile {
  readonly path: string;
  readonly mimeType: string;
  /** The file's name changes with its contents. */
  readonly isImmutable: boolean;
}

/**
 * The file of `folder` that an address stands for, or null where there is none to serve. An address without an ending
 * is a page of the app, which `index.html` shows; nothing outside the folder can be named.
 */
export function pageFileOf(url: string, folder: string): PageFile | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const ending = extname(path);
  const file = normalize(join(folder, ending === '' ? 'index.html' : path));
  if (!file.startsWith(folder + sep)) return null;
  const mimeType = MIME_TYPES[ending === '' ? '.html' : ending.toLowerCase()];
  if (mimeType === undefined) return null;
  return { path: file, mimeType, isImmutable: path.startsWith('/assets/') };
}
