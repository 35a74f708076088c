import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crateTexts, packagesOf, readCrates, readLock } from './dependencies.mjs';
import { inRoot } from './paths.mjs';

const IS_TEXT = /^(licen[cs]e|copying|notice)/i;
const read = (file) => readFileSync(file, 'utf8').trim();
const RULE = '='.repeat(100);

/** Of MIT there is one text; some packages name it and leave it out. */
const mitOf = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

function textOf({ path, name, licence }) {
  const folder = inRoot(path);
  const files = readdirSync(folder).filter((file) => IS_TEXT.test(file));
  if (files.length > 0) return files.map((file) => read(join(folder, file))).join('\n\n');
  if (licence !== 'MIT')
    throw new Error(`${name} has no text of its licence "${licence}": it cannot be shipped`);
  const { author } = JSON.parse(read(join(folder, 'package.json')));
  return mitOf((typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`);
}

/** Node's own, which names what is in it. */
function nodeText() {
  const folder = inRoot('node_modules', 'node', 'node_modules');
  const licences = readdirSync(folder).map((name) => join(folder, name, 'LICENSE'));
  const found = licences.find((file) => existsSync(file));
  if (found === undefined) throw new Error('the Node of this project has no LICENSE: it cannot be shipped');
  return read(found);
}

function crateText({ name, licence }) {
  const file = join(crateTexts, `${name}.txt`);
  if (existsSync(file)) return read(file);
  throw new Error(`crate ${name} has no text of its licence "${licence}" in rhai-wasm/third-party`);
}

/**
 * One text of all licences under which parts of others are shipped, by name. Electron brings its own beside it, with Chromium's.
 * Error where a part has none.
 */
export function thirdPartyLicences() {
  const shipped = packagesOf(readLock()).filter(
    ({ isShipped, path }) => isShipped && existsSync(inRoot(path, 'package.json')),
  );
  const parts = [
    ...shipped.map((one) => [`${one.name} ${one.version} (${one.licence})`, textOf(one)]),
    ...readCrates()
      .filter(({ isLinked }) => isLinked)
      .map((crate) => {
        const source = `https://crates.io/crates/${crate.name}/${crate.version}`;
        return [
          `${crate.name} ${crate.version} (${crate.licence}), in rhai.wasm, source: ${source}`,
          crateText(crate),
        ];
      }),
    [`Node.js ${process.versions.node}`, nodeText()],
  ];
  const byTitle = new Map(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
  const titles = [...byTitle.keys()];
  const texts = [...byTitle].map(([title, text]) => `${RULE}\n${title}\n${RULE}\n\n${text}\n`);
  return `This product contains the following parts of others.\n\n${titles.join('\n')}\n\n${texts.join('\n')}`;
}

export function writeThirdPartyLicences(file) {
  writeFileSync(file, thirdPartyLicences());
}
