/** The import table of docs/architecture.md as errors. `scripts/checks/import-rules.mjs` plants violations. */
const driverPath =
  'node_modules/(pg|mysql2|ioredis|better-sqlite3|kysely|mqtt|aedes|openai|@anthropic-ai/sdk|fastify|@fastify|ws|@trpc/server|pino|prom-client)/';
const driverModule = '^(node:)?(sqlite|http|https|http2|net|tls|dgram|worker_threads|child_process)$';
const TESTS = '\\.test\\.tsx?$';
const CONTEXT = '^server/contexts/([^/]+)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'shared-stands-alone',
      comment: 'shared: zod and itself',
      severity: 'error',
      from: { path: '^shared/', pathNot: ['\\.test\\.ts$', '^shared/(rhai-syntax|workbook|node)/'] },
      to: { pathNot: ['^shared/', 'node_modules/zod/'] },
    },
    {
      name: 'rhai-syntax-is-a-grammar',
      comment: 'the grammar of Rhai: Lezer and itself',
      severity: 'error',
      from: { path: '^shared/rhai-syntax/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/rhai-syntax/', 'node_modules/@lezer/'] },
    },
    {
      name: 'workbook-is-a-file-format',
      comment: 'XLSX: its library and itself',
      severity: 'error',
      from: { path: '^shared/workbook/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/workbook/', 'node_modules/@cj-tech-master/excelts/'] },
    },
    {
      name: 'rhai-wasm-stands-alone',
      severity: 'error',
      from: { path: '^rhai-wasm/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(app|server|shared|tests)/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain: shared, its own folder, types of its own ports',
      severity: 'error',
      from: { path: '^server/contexts/([^/]+)/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^shared/',
          '^server/contexts/$1/domain/',
          '^server/contexts/$1/ports\\.ts$',
          'node_modules/zod/',
        ],
      },
    },
    {
      name: 'simulator-domain-is-pure',
      severity: 'error',
      from: { path: '^server/demo-plant/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/', '^server/demo-plant/domain/'] },
    },
    {
      name: 'services-without-drivers',
      severity: 'error',
      from: { path: CONTEXT, pathNot: ['^server/contexts/[^/]+/storage/', '\\.router\\.ts$', TESTS] },
      to: { path: [driverPath, driverModule, '^server/(trpc|composition|entry|migrations)/'] },
    },
    {
      name: 'services-without-storage',
      comment: 'composition gives a service its storage',
      severity: 'error',
      from: { path: CONTEXT, pathNot: ['/index\\.ts$', '^server/contexts/[^/]+/storage/', TESTS] },
      to: { path: ['^server/contexts/$1/storage/', '^server/platform/(sqlite|mqtt|http)/'] },
    },
    {
      name: 'contexts-by-their-face',
      comment: 'another context only through its index.ts',
      severity: 'error',
      from: { path: CONTEXT },
      to: { path: CONTEXT, pathNot: ['^server/contexts/$1/', '^server/contexts/[^/]+/index\\.ts$'] },
    },
    {
      name: 'contexts-by-their-face-from-outside',
      severity: 'error',
      from: { path: '^server/(trpc|entry|platform)/', pathNot: '\\.test\\.ts$' },
      to: { path: CONTEXT, pathNot: '^server/contexts/[^/]+/index\\.ts$' },
    },
    {
      name: 'storage-and-platform-know-no-services',
      severity: 'error',
      from: { path: ['^server/contexts/[^/]+/storage/', '^server/platform/'], pathNot: '\\.test\\.ts$' },
      to: {
        path: [
          '\\.(service|router)\\.ts$',
          '^server/(trpc|composition|entry)/',
          '^server/contexts/[^/]+/index\\.ts$',
        ],
      },
    },
    {
      name: 'composition-without-domain',
      comment: 'composition joins services and storage; what decides is the business of its context',
      severity: 'error',
      from: { path: ['^server/composition/', '^server/demo-plant/'], pathNot: TESTS },
      to: { path: '^server/contexts/[^/]+/domain/' },
    },
    {
      name: 'server-without-windows',
      severity: 'error',
      from: { path: '^server/', pathNot: TESTS },
      to: { path: ['^app/', 'node_modules/(electron|react|react-dom)/'] },
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      from: { path: '^(app|server|shared|rhai-wasm)/', pathNot: [TESTS, '^rhai-wasm/golden/'] },
      to: { path: '^(tests|bench)/' },
    },
    {
      name: 'routers-know-contract-and-service',
      severity: 'error',
      from: { path: '\\.router\\.ts$', pathNot: '^server/trpc/' },
      to: {
        pathNot: [
          '^shared/contract/',
          '^server/trpc/init\\.ts$',
          '\\.service\\.ts$',
          // A long router is made of parts beside it, by the same rule.
          '^server/contexts/[^/]+/[^/]+\\.router\\.ts$',
          'node_modules/zod/',
        ],
      },
    },
    {
      name: 'renderer-is-a-page',
      severity: 'error',
      from: { path: '^app/renderer/', pathNot: ['\\.test\\.tsx?$', '^app/renderer/lib/trpc/'] },
      to: { path: '^server/' },
    },
    {
      name: 'renderer-without-main-and-drivers',
      severity: 'error',
      from: { path: '^app/renderer/', pathNot: TESTS },
      to: {
        path: [
          '^app/(main|preload)/',
          '^shared/node/',
          '^rhai-wasm/(node|crate)',
          'node_modules/electron/',
          driverPath,
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'renderer-types-of-the-router',
      comment: 'lib/trpc may import the router as a type',
      severity: 'error',
      from: { path: '^app/renderer/lib/trpc/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^app/renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-without-node',
      comment: 'but shared/node, for server and shell',
      severity: 'error',
      from: { path: '^shared/', pathNot: ['\\.test\\.ts$', '^shared/node/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-node-is-small',
      comment: 'shared/node: Node and itself; never in a page',
      severity: 'error',
      from: { path: '^shared/node/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^shared/node/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'features-apart',
      severity: 'error',
      from: { path: '^app/renderer/features/([^/]+)/' },
      to: { path: '^app/renderer/features/([^/]+)/', pathNot: '^app/renderer/features/$1/' },
    },
    {
      name: 'preload-is-small',
      severity: 'error',
      from: { path: '^app/preload/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^app/preload/', '^shared/bridge/', 'node_modules/electron/'] },
    },
    {
      name: 'main-knows-no-server',
      severity: 'error',
      from: { path: '^app/main/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: ['^app/main/', '^shared/', 'node_modules/(electron|ws|zod|@types/ws)/'],
        dependencyTypesNot: ['core'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)out/', 'rhai-wasm/crate/', 'rhai-wasm/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
