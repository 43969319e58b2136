/**
 * Types for parts of Zapier's packages that have none: core's Lambda handler and constants, and the CLI's input typing.
 */
import { createRequire } from 'node:module';

/** The event of one call, as Zapier sends it to an integration's Lambda function. */
export interface LambdaEvent {
  command: 'execute' | 'validate' | 'definition';
  method?: string;
  bundle?: Record<string, unknown>;
  storeKey?: string | null;
  token?: string;
  rpc_base?: string;
  environment?: Record<string, string>;
  /** True for a developer's own run: output checks then throw instead of only logging. */
  isDeveloper?: boolean;
  calledFromCli?: boolean;
  customLogger?: (message: unknown, data: unknown) => void;
}

export interface LambdaResult {
  results?: unknown;
  status?: string;
}

export type LambdaHandler = (event: LambdaEvent) => Promise<LambdaResult>;

interface Core {
  createAppHandler(app: object): LambdaHandler;
}

interface CoreConstants {
  KILL_MIN_LIMIT: number;
}

interface CoreSchema {
  prepareApp(app: object): object;
}

type ResolveInputDataTypes = (
  inputData: Record<string, unknown>,
  inputFields: readonly { key: string; type?: string | undefined; default?: string | undefined }[],
  timezone: string,
) => Record<string, unknown>;

const load = createRequire(import.meta.url);

const core: Core = load('zapier-platform-core');
const coreSchema: CoreSchema = load('zapier-platform-core/src/tools/schema');
export const coreConstants: CoreConstants = load('zapier-platform-core/src/constants');

/** The CLI's conversion of typed text into what a step receives. It changes the object that it is given. */
export const resolveInputDataTypes: ResolveInputDataTypes = load(
  'zapier-platform-cli/src/oclif/commands/invoke/input-types',
);

/**
 * Core compiles the definition twice for every call, which takes longer than the step itself. The result is frozen and
 * depends only on the definition, so it is cached here.
 */
const compiled = new WeakMap<object, object>();
const { prepareApp } = coreSchema;
coreSchema.prepareApp = (app) => {
  const result = compiled.get(app) ?? prepareApp(app);
  compiled.set(app, result);
  return result;
};

/**
 * @param app the app definition that the integration exports
 * @returns the function that Zapier's Lambda calls for every step
 */
export function createHandler(app: object): LambdaHandler {
  return core.createAppHandler(app);
}
