import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getVersionChangelog } from 'zapier-platform-cli/src/utils/changelog.js';
import { createClock } from '../msgflash/clock.ts';
import { demo } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';
import { type StepType, startZapier } from '../zapier/index.ts';
import { type CompiledStep, compiled, type Field, field } from './definition.ts';
import type { Connected } from './environment.ts';
import { liveOf } from './live.ts';
import type { Form, Material } from './subject.ts';

const TYPES = ['triggers', 'creates', 'searches'] as const satisfies readonly StepType[];
const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url));

/**
 * Collects everything that checks read: the compiled definition, the fields made by functions, what every step outputs
 * with the built-in MsgFlash, and files such as the logo.
 *
 * @param app the app definition
 * @throws Error if a step that should succeed does not
 */
export async function gather(app: object): Promise<Material> {
  const msgflash = await startMsgFlash({ clock: createClock({ frozen: true }), rateLimit: null });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url, MSGFLASH_SIGNATURE_CHECK: '' } });
  try {
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const team = await zapier.connect({ api_key: demo.teamKey, team_id: demo.teamId });
    const environment = { msgflash, zapier, connection };
    const definition = await zapier.definition();
    return {
      definition,
      forms: await formsOf(environment, definition),
      live: await liveOf(environment),
      connectionLabels: [connection.label, team.label],
      ...(await files()),
    };
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}

/** The parts that come from files of the project. */
async function files(): Promise<Pick<Material, 'versions' | 'section' | 'metadata' | 'logo'>> {
  const { version, dependencies, devDependencies } = JSON.parse(read('package.json').toString('utf8'));
  return {
    versions: {
      app: version,
      core: dependencies['zapier-platform-core'],
      cli: devDependencies['zapier-platform-cli'],
    },
    section: await getVersionChangelog(version, fileURLToPath(new URL('../..', import.meta.url))),
    metadata: JSON.parse(read('dev/publish/metadata.json').toString('utf8')),
    logo: new Uint8Array(read('dev/publish/logo.png')),
  };
}

/** The fields that functions add to the forms of steps, by the names of the steps. @throws Error if a function fails */
export async function formsOf(environment: Connected, definition: unknown): Promise<Material['forms']> {
  const app = compiled.parse(definition);
  const forms: Material['forms'] = {};
  for (const type of TYPES) {
    for (const [key, step] of Object.entries(app[type])) {
      const found = await formsOfStep(environment, type, key, step);
      if (found.length > 0) forms[`${type}.${key}`] = found;
    }
  }
  return forms;
}

/** The fields that functions add for each possible choice in the static fields. */
async function formsOfStep({ zapier, connection }: Connected, type: StepType, key: string, step: CompiledStep) {
  const fixed = step.operation.inputFields.filter((each) => typeof each !== 'string');
  if (fixed.length === step.operation.inputFields.length) return [];
  const staticKeys = new Set(fixed.map((each) => each.key));
  const choices = fixed.filter((each) => each.altersDynamicFields).flatMap(choicesOf);
  const forms: Form[] = [];
  for (const { when, input } of [{ when: 'nothing chosen', input: {} }, ...choices]) {
    const shown = await zapier.fields(connection, { type, key }, input);
    if (shown.outcome !== 'success') throw new Error(`${type}.${key} with ${when}: ${shown.message}`);
    const added = shown.fields.map((each) => field.parse(each)).filter((each) => !staticKeys.has(each.key));
    if (added.length > 0) forms.push({ when, fields: added });
  }
  return forms;
}

function choicesOf({ key, choices, dynamic }: Field): { when: string; input: Record<string, string> }[] {
  const values = dynamic?.startsWith('template_list.')
    ? Object.entries(demo.templates).filter(([name]) => name !== 'other')
    : Object.keys(choices ?? {}).map((choice) => [choice, choice] as const);
  return values.map(([name, value]) => ({ when: `${key}=${name}`, input: { [key]: value } }));
}
