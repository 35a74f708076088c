import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../shared/contract/health.ts';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
});
afterAll(() => station.close());

describe('OpenAPI', () => {
  interface Operation {
    readonly operationId: string;
    readonly parameters: readonly {
      readonly name: string;
      readonly in: string;
      readonly required: boolean;
      readonly schema?: { readonly type?: string };
    }[];
    readonly responses: Readonly<Record<string, unknown>>;
    readonly requestBody?: unknown;
  }
  type Document = {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const read = async () => (await (await fetch(`${station.http}/api/v1/openapi.json`)).json()) as Document;

  it('is 3.1, without a token, and has every call of the interface', async () => {
    const document = await read();
    expect(document.openapi).toMatch(/^3\.1\./);
    const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.sort()).toEqual([
      'GET /backtests',
      'GET /backtests/{id}',
      'GET /backtests/{id}/changes',
      'GET /backtests/{id}/days',
      'GET /derived-tags/{id}',
      'GET /diagnostics',
      'GET /edge-nodes',
      'GET /export',
      'GET /health',
      'GET /history/removals',
      'GET /imports',
      'GET /imports/{id}',
      'GET /imports/{id}/errors',
      'GET /judgments',
      'GET /judgments/{id}',
      'GET /judgments/{id}/replay',
      'GET /rulesets',
      'GET /rulesets/{id}/activations',
      'GET /rulesets/{id}/versions',
      'GET /rulesets/{id}/versions/{v}',
      'GET /settings',
      'GET /sources',
      'GET /sources/{id}',
      'GET /sources/{id}/changes',
      'GET /sql-sources',
      'GET /sql-sources/{id}',
      'GET /tag-changes',
      'GET /tags',
      'GET /tags/{path}',
      'GET /tags/{path}/samples',
      'GET /tags/{path}/statistics',
      'GET /topic-mappings',
      'GET /topic-mappings/versions',
      'GET /unreadable',
      'GET /what-if/{id}',
      'PATCH /tags/{path}',
      'POST /backtests',
      'POST /backtests/{id}/cancel',
      'POST /backtests/{id}/continue',
      'POST /derived-tags',
      'POST /derived-tags/preview',
      'POST /derived-tags/{id}',
      'POST /derived-tags/{id}/end',
      'POST /imports',
      'POST /imports/{id}/cancel',
      'POST /imports/{id}/preview',
      'POST /imports/{id}/run',
      'POST /imports/{id}/undo',
      'POST /ingest',
      'POST /judgment/execute',
      'POST /judgments/{id}/feedback',
      'POST /rulesets/refresh',
      'POST /sources/{id}/limits',
      'POST /sources/{id}/pause',
      'POST /sources/{id}/resume',
      'POST /sources/{id}/test',
      'POST /sql-sources',
      'POST /sql-sources/preview',
      'POST /sql-sources/{id}',
      'POST /sql-sources/{id}/remove',
      'POST /tag-changes/{id}/undo',
      'POST /topic-mappings',
      'POST /topic-mappings/check',
      'POST /topic-mappings/restore',
      'POST /what-if',
      'POST /what-if/{id}/close',
      'POST /what-if/{id}/judge',
    ]);
  });

  it('says how a line of a batch is written, and under which header it counts once', async () => {
    const ingest = (await read()).paths['/ingest']?.['post'];
    expect(ingest?.parameters.map(({ name, in: place }) => `${place} ${name}`)).toEqual([
      'query idempotencyKey',
      'header Idempotency-Key',
    ]);
    expect(ingest?.requestBody).toMatchObject({
      content: {
        'application/x-ndjson': {
          itemSchema: { anyOf: [{ required: ['tag', 'v'] }, { required: ['equipment', 'values'] }] },
        },
      },
    });
  });

  it('asks for no number in an address that is not taken as it stands there', async () => {
    const refused: string[] = [];
    let asked = 0;
    for (const [path, { get }] of Object.entries((await read()).paths)) {
      for (const { name, in: place, schema } of get?.parameters ?? []) {
        if (place !== 'query' || (schema?.type !== 'integer' && schema?.type !== 'number')) continue;
        const answer = await rest(station, 'GET', `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}?${name}=100`);
        const { errors = [] } = answer.body as { errors?: readonly { path: string }[] };
        if (errors.some((error) => error.path === name)) refused.push(`${path} ${name}`);
        asked += 1;
      }
    }
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(8);
  });

  it('is sound: ids are unique, path parameters declared, references lead somewhere', async () => {
    const document = await read();
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { path, parameters, responses } of operations) {
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map((parameter) => `{${parameter.name}}`).sort()).toEqual(
        [...path.matchAll(/\{\w+\}/g)].map(([name]) => name).sort(),
      );
      expect(declared.every((parameter) => parameter.required)).toBe(true);
      expect(Object.keys(responses)).toEqual(['200', '4XX', '5XX']);
    }
    for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]*)"/g)) {
      const target = reference
        .split('/')
        .slice(1)
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect({ reference, target }).toEqual({ reference, target: expect.any(Object) as object });
    }
  });
});

it('health and settings of the running station, by their contracts', async () => {
  const read = async (path: string) => (await rest(station, 'GET', path)).body;
  const { broker, version } = healthSchema.parse(await read('/api/v1/health'));
  expect({ embedded: broker.embedded, version }).toEqual({ embedded: true, version: station.ready.version });
  const { settings, dataFolder } = settingsSchema.parse(await read('/api/v1/settings'));
  expect(dataFolder).toBe(station.folder);
  expect(settings.find(({ name }) => name === 'demoPlant')).toMatchObject({ value: false, source: 'file' });
});
