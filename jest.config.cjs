// @ts-check
// Three projects: pure unit tests, then the same end-to-end tests on SQLite and on PostgreSQL.
const { readdirSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { join } = require('node:path');
const { tagsOf } = require('./test/support/jest/tags.cjs');

const isFull = process.env.SUREG_TEST_FULL === '1';

/** The specs that are not for PostgreSQL (test/support/jest/tags.cjs). The story of a season is told there too: web/season-story. */
const notForPostgres = readdirSync(join(__dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.e2e-spec.ts'))
  .map((name) => join(__dirname, 'test', name))
  .filter((path) => (isFull ? tagsOf(path).isSqliteOnly : tagsOf(path).isAboveTheDatabase))
  .map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** @type {import('jest').Config} */
const base = {
  // Packages are loaded by Node, once a worker, and specs run in its realm.
  testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
  runtime: '<rootDir>/test/support/jest/runtime.cjs',
  rootDir: __dirname,
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist-bench/'],
  transform: { '^.+\\.(ts|tsx|mjs)$': ['@swc/jest'] },
};

/** @type {import('jest').Config} */
module.exports = {
  // The end-to-end tests start servers, browsers and child processes and often wait for them: one worker more than there are cores.
  maxWorkers: Math.min(4, availableParallelism() + 1),
  // What packages keep of a spec (listeners, caches) is not all given back: a worker that has grown begins anew.
  workerIdleMemoryLimit: '1GB',
  testTimeout: isFull ? 600_000 : 60_000,
  globalSetup: '<rootDir>/test/support/jest/global-setup.cjs',
  testSequencer: '<rootDir>/test/support/slow-first.cjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/unit/**/*.spec.ts'],
    },
    {
      ...base,
      displayName: 'sqlite',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      setupFiles: ['<rootDir>/test/support/env-sqlite.cjs'],
    },
    {
      ...base,
      displayName: 'postgres',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...notForPostgres],
      setupFiles: ['<rootDir>/test/support/env-postgres.cjs'],
      globalSetup: '<rootDir>/test/support/pg-global-setup.cjs',
      globalTeardown: '<rootDir>/test/support/pg-global-teardown.cjs',
    },
  ],
};
