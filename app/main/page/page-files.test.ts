import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageFileOf } from './page-files.ts';

const FOLDER = join('/', 'opt', 'app', 'renderer');
const pathOf = (address: string) => pageFileOf(`app://aif${address}`, FOLDER)?.path ?? null;

describe('pageFileOf', () => {
  it('finds files and shows pages of the app with index.html', () => {
    expect(pathOf('/assets/index-1a2b.js')).toBe(join(FOLDER, 'assets', 'index-1a2b.js'));
    expect(pathOf('/')).toBe(join(FOLDER, 'index.html'));
    expect(pathOf('/machine/site/area/line/press1?tab=trend#x')).toBe(join(FOLDER, 'index.html'));
  });

  it('names the type and what may be kept', () => {
    expect(pageFileOf('app://aif/assets/a.css', FOLDER)).toMatchObject({
      mimeType: 'text/css; charset=utf-8',
      isImmutable: true,
    });
    expect(pageFileOf('app://aif/', FOLDER)).toMatchObject({
      mimeType: 'text/html; charset=utf-8',
      isImmutable: false,
    });
  });

  it.each(['/..%2f..%2fsecret.json', '/assets/..%5csecret.json', '/a%00.js', '/%E0%A4%A.js', '/run.exe'])(
    'serves nothing for %s',
    (address) => expect(pathOf(address)).toBeNull(),
  );

  it('never leaves the folder, whatever the address', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '%2e%2e', '/', '%2f', '%5c', 'a', '.js', '.', '%00')),
        (parts) => {
          const path = pathOf(`/${parts.join('')}`);
          expect(path === null || path.startsWith(join(FOLDER, '/'))).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
