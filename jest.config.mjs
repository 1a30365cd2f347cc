import { availableParallelism } from 'node:os';

/** Each project mirrors a layer, so that `npm run test:domain` needs nothing but Node. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const project = (displayName, extra = {}) => ({
  ...base,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  ...extra,
});

/** One PostgreSQL serves all of these; Jest starts it only when one of them is run. */
const withDatabase = {
  globalSetup: '<rootDir>/test/support/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/jest-global-teardown.mjs',
};

export default {
  projects: [
    ...['domain', 'application', 'architecture', 'unit'].map((name) => project(name)),
    ...['sandbox', 'integration', 'e2e', 'browser', 'faults'].map((name) => project(name, withDatabase)),
  ],
  // On a machine that does much else at once; what a test waits for has limits of its own.
  testTimeout: 120_000,
  // Node 20 never lets go of what a suite loaded as modules: collecting garbage around it takes ever longer.
  workerIdleMemoryLimit: '500MB',
  // Suites that wait for Purser to act by itself leave a processor to others.
  maxWorkers: Math.min(6, availableParallelism() + 1),
};
