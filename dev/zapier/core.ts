/**
 * Typed doors to the parts of the platform that carry no types of their own: core's Lambda handler, core's constants
 * and the input typing of the CLI.
 */
import { createRequire } from 'node:module';

/** One call of an integration as the platform's workers send it to the Lambda function. */
export interface LambdaEvent {
  command: 'execute' | 'validate' | 'definition';
  method?: string;
  bundle?: Record<string, unknown>;
  storeKey?: string | null;
  token?: string;
  rpc_base?: string;
  callback_url?: string;
  environment?: Record<string, string>;
  /** A developer's own run: checks of the output throw instead of only being logged. */
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

/** How the CLI's `invoke` turns what a user typed into what a step receives; it changes the object it is given. */
export const resolveInputDataTypes: ResolveInputDataTypes = load(
  'zapier-platform-cli/src/oclif/commands/invoke/input-types',
);

/**
 * Core compiles the definition twice for every call, which takes longer than all that a step does. What comes out is
 * frozen and depends on the definition alone, so here it is kept.
 */
const compiled = new WeakMap<object, object>();
const { prepareApp } = coreSchema;
coreSchema.prepareApp = (app) => {
  const kept = compiled.get(app) ?? prepareApp(app);
  compiled.set(app, kept);
  return kept;
};

/**
 * @param app the app definition, as the integration's entry exports it
 * @returns the function that Zapier's Lambda calls for every step
 */
export function createHandler(app: object): LambdaHandler {
  return core.createAppHandler(app);
}
