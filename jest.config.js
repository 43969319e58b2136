/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // One clock for all: it can be set, and jumps instead of waiting.
  setupFilesAfterEnv: ['<rootDir>/test/support/time.ts'],
  // By itself Jest leaves one processor idle, which is half of a small machine.
  maxWorkers: '100%',
  // Core compiles the app on every run; on a busy machine that adds up.
  testTimeout: 60_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverageFrom: ['index.ts', 'authentication.ts', '{creates,lib,searches,triggers}/**/*.ts'],
  coverageThreshold: { global: { statements: 97 } },
};
