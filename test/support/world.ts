/** The older names, for tests that still use them. */
export {
  dictOf,
  type Environment as World,
  type EnvironmentOptions,
  listOf,
  START,
  sharedEnvironment as sharedWorld,
  startEnvironment as startWorld,
} from './environment.ts';

/** With the one option that nothing uses any more. */
export type WorldOptions = import('./environment.ts').EnvironmentOptions & { clock?: 'frozen' };
