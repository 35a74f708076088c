import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../../shared/contract/common.ts';
import { DEMO_FAULTS } from '../../../shared/contract/demo-plant.ts';
import { ERROR_CODES } from '../../../shared/contract/errors.ts';
import { HOLD_CAUSES, judgmentSchema } from '../../../shared/contract/judgment.ts';
import { TAKES } from '../../../shared/contract/rules.ts';
import { settingsUpdateSchema } from '../../../shared/contract/settings.ts';
import { CHART_KEYS, EDITOR_KEYS, SHORTCUTS } from '../lib/shortcuts/shortcuts.ts';

const renderer = join(import.meta.dirname, '..');
type Tree = { [key: string]: string | Tree };

function keysOf(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );
}

function load(language: string): Map<string, string> {
  const texts = new Map<string, string>();
  const at = (tree: Tree, key: string): string =>
    String(key.split('.').reduce<string | Tree>((node, part) => (node as Tree)[part] ?? '', tree));
  for (const file of readdirSync(join(renderer, 'i18n', language))) {
    const namespace = file.replace(/\.json$/, '');
    const tree = JSON.parse(readFileSync(join(renderer, 'i18n', language, file), 'utf8')) as Tree;
    for (const key of keysOf(tree)) texts.set(`${namespace}:${key}`, at(tree, key));
  }
  return texts;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const languages = { ko: load('ko'), en: load('en') };
const bare = (texts: Map<string, string>): Set<string> =>
  new Set([...texts.keys()].map((key) => key.replace(PLURAL, '')));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

interface Use {
  readonly file: string;
  /** Full key, or its beginning up to the first `${…}`. */
  readonly key: string;
  readonly open: boolean;
}

/** Every key a source passes to `t(…)`: plain, on either side of a condition, or a template's fixed beginning. */
export function usesOf(file: string, text: string): Use[] {
  const hooks = [...text.matchAll(/\{\s*t(?::\s*(\w+))?[^}]*\}\s*=\s*useTranslation\(\s*'([\w-]+)'/g)];
  const parameters = [...text.matchAll(/\b(t): TFunction<'([\w-]+)'/g)];
  const scopes = [...hooks, ...parameters].map(({ 1: name = 't', 2: namespace = '', index }) => ({
    name,
    namespace,
    index,
  }));
  const names = new Set(['t', 'say', ...scopes.map(({ name }) => name)]);
  return [...names].flatMap((name) => {
    const calls = text.matchAll(new RegExp(`(?<![\\w.])${name}\\(\\s*([^)]*)`, 'g'));
    return [...calls].flatMap((call) => {
      const scope = scopes.findLast((entry) => entry.name === name && entry.index < call.index);
      return keysOfCall(call[1] ?? '').map(({ key, open }) => ({
        file,
        key: key.includes(':') ? key : `${scope?.namespace ?? 'common'}:${key}`,
        open,
      }));
    });
  });
}

function keysOfCall(inside: string): Omit<Use, 'file'>[] {
  const first = inside.split(/,\s*\{/)[0] ?? '';
  const chosen = /^\s*'/.test(first) ? first : first.includes('?') ? first.slice(first.indexOf('?')) : '';
  const plain = [...chosen.matchAll(/'([\w:.-]+)'/g)].map(([, key = '']) => key);
  const [template] = first.matchAll(/`([^`$]*)(\$\{)?/g);
  return [
    ...plain.map((key) => ({ key, open: false })),
    ...(template ? [{ key: template[1] ?? '', open: template[2] !== undefined }] : []),
  ];
}

describe('texts of the screen', () => {
  it('have exactly the same keys in both languages', () => {
    expect([...bare(languages.ko)].sort()).toEqual([...bare(languages.en)].sort());
  });

  it('have the same placeholders in both languages', () => {
    const holes = (texts: Map<string, string>, key: string): string[] => {
      const forms = [...texts].filter(([name]) => name.replace(PLURAL, '') === key).map(([, text]) => text);
      return [...new Set(forms.join(' ').match(/\{\{\w+\}\}/g))].sort();
    };
    for (const key of bare(languages.ko)) {
      expect([key, ...holes(languages.ko, key)]).toEqual([key, ...holes(languages.en, key)]);
    }
  });

  it('say something', () => {
    const empty = [...languages.ko, ...languages.en].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('are written in their own language', () => {
    const hangul = /[가-힣]/;
    const wrong = [...languages.en].filter(
      ([key, text]) => hangul.test(text) && !key.startsWith('common:language.'),
    );
    expect(wrong).toEqual([]);
  });

  it('exist for every key the sources use', () => {
    const known = [...bare(languages.ko)];
    const missing = sources(renderer)
      .flatMap((file) => usesOf(file.slice(renderer.length + 1), readFileSync(file, 'utf8')))
      .filter(({ key, open }) => !known.some((name) => (open ? name.startsWith(key) : name === key)))
      .map(({ file, key }) => `${file}: ${key}`);
    expect(missing).toEqual([]);
  });

  it('would miss a key that is not there', () => {
    const uses = usesOf(
      'x.tsx',
      "const { t } = useTranslation('app'); t('a.b'); t(c ? 'd' : 'common:e', { f }); t(`g.${h}`)",
    );
    expect(uses.map(({ key }) => key)).toEqual(['app:a.b', 'app:d', 'common:e', 'app:g.']);
  });

  it('exist for every word of the contract', () => {
    const wanted = [
      ...SEVERITIES.map((name) => `common:state.${name}`),
      ...HOLD_CAUSES.map((name) => `common:holdCause.${name}`),
      ...Object.keys(ERROR_CODES).map((name) => `common:error.${name}`),
      ...judgmentSchema.shape.methodUsed.options.map((name) => `common:method.${name}`),
      ...judgmentSchema.shape.trigger.options.map((name) => `judgments:trigger.${name}`),
      ...TAKES.map((name) => `judgments:take.${name}`),
      ...DEMO_FAULTS.map((name) => `demo:kind.${name}`),
      ...Object.keys(settingsUpdateSchema.shape).flatMap((name) => [
        `settings:name.${name}`,
        `settings:invalid.${name}`,
      ]),
      ...[...SHORTCUTS, ...CHART_KEYS, ...EDITOR_KEYS].map(({ id }) => `shortcuts:action.${id}`),
    ];
    const known = bare(languages.ko);
    expect(wanted.filter((key) => !known.has(key))).toEqual([]);
  });
});
