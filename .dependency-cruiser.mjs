/**
 * The layers: domain ← application ← interfaces, infrastructure; only the composition root knows them all.
 * `npm run layers` checks them; test/architecture proves that each rule can fail.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'domain-imports-only-domain',
      comment:
        'The domain runs without Nest, a database, Stripe or Node: not even a package or node:* belongs in it.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'application-imports-only-domain',
      comment:
        'Use cases know the domain and their own ports; of packages only what dispatches and injects them.',
      severity: 'error',
      from: { path: '^src/application/' },
      to: { pathNot: ['^src/(domain|application)/', '(^|/)node_modules/(@nestjs/(common|cqrs)|rxjs)/'] },
    },
    {
      name: 'interfaces-do-not-import-infrastructure',
      comment: 'Controllers speak to use cases and ports. Their modules may bind ports to adapters.',
      severity: 'error',
      from: { path: '^src/interfaces/', pathNot: '[.]module[.]ts$' },
      to: { path: '^src/infrastructure/' },
    },
    {
      name: 'interfaces-do-not-import-each-other',
      comment: 'The console, the API and the webhooks can each be taken out.',
      severity: 'error',
      from: { path: '^src/interfaces/([^/]+)/' },
      to: { path: '^src/interfaces/([^/]+)/', pathNot: '^src/interfaces/$1/' },
    },
    {
      name: 'infrastructure-does-not-import-interfaces',
      severity: 'error',
      from: { path: '^src/infrastructure/' },
      to: { path: '^src/interfaces/' },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'The sandbox stands for Stripe: it knows HTTP and nothing of Purser.',
      severity: 'error',
      from: { path: '^src/infrastructure/stripe-sandbox/' },
      to: { path: '^src/', pathNot: '^src/infrastructure/stripe-sandbox/' },
    },
    {
      name: 'adapters-do-not-import-the-sandbox',
      comment:
        'What runs in the demo is what runs in production: adapters reach the sandbox over HTTP, as they do Stripe.',
      severity: 'error',
      from: { path: '^src/infrastructure/', pathNot: '^src/infrastructure/stripe-sandbox/' },
      to: { path: '^src/infrastructure/stripe-sandbox/' },
    },
    {
      name: 'only-entry-points-import-the-composition-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/[^/]+$' },
      to: { path: '^src/[^/]+$' },
    },
    {
      name: 'source-does-not-import-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is left over.',
      severity: 'error',
      from: { path: '^src/', orphan: true, pathNot: ['^src/[^/]+[.]ts$', '/migrations/', '/assets/'] },
      to: {},
    },
    {
      name: 'no-unresolvable-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      comment: 'Packages that `npm ci --omit=dev` leaves out.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/assets/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
