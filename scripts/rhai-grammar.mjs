// Makes shared/rhai-syntax/parser.ts and terms.ts of rhai.grammar; with --check only looks whether they are current.
import { readFileSync, writeFileSync } from 'node:fs';
import { buildParserFile } from '@lezer/generator';

const folder = new URL('../shared/rhai-syntax/', import.meta.url);
const warnings = [];
const { parser, terms } = buildParserFile(readFileSync(new URL('rhai.grammar', folder), 'utf8'), {
  fileName: 'rhai.grammar',
  typeScript: true,
  warn: (message) => warnings.push(message),
});
if (warnings.length > 0) throw new Error(warnings.join('\n'));

for (const [name, text] of Object.entries({ 'parser.ts': parser, 'terms.ts': terms })) {
  const file = new URL(name, folder);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stdout.write(`shared/rhai-syntax/${name} is not of rhai.grammar: run scripts/rhai-grammar.mjs\n`);
    process.exitCode = 1;
  }
}
