import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.ts';
import { isAppUrl, SCHEME } from './address.ts';
import { pageFileOf } from './page-files.ts';

/** Makes `app:` a scheme with an origin of its own and the rules of https; before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const COMMON_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const refuse = (status: number) => new Response(null, { status, headers: COMMON_HEADERS });

async function serve(request: Request, folder: string): Promise<Response> {
  if (!isAppUrl(request.url)) return refuse(404);
  if (request.method !== 'GET') return refuse(405);
  const file = pageFileOf(request.url, folder);
  if (file === null) return refuse(404);
  try {
    const contents = await readFile(file.path);
    return new Response(new Uint8Array(contents), {
      headers: {
        ...COMMON_HEADERS,
        'Content-Type': file.mimeType,
        'Cache-Control': file.isImmutable ? 'max-age=31536000, immutable' : 'no-cache',
      },
    });
  } catch {
    return refuse(404);
  }
}

/** Serves the windows from `folder`, and nothing else under `app:`. */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, (request) => serve(request, folder));
}
