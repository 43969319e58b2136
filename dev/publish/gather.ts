import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getVersionChangelog } from 'zapier-platform-cli/src/utils/changelog.js';
import pkg from '../../package.json' with { type: 'json' };
import { createClock } from '../msgflash/clock.ts';
import { demo } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';
import { type StepType, startZapier } from '../zapier/index.ts';
import { type CompiledStep, compiled, type Field } from './definition.ts';
import { type Connected, liveOf } from './live.ts';
import metadata from './metadata.json' with { type: 'json' };

/** The fields that functions add to a form after one choice. */
export interface Form {
  /** The choice: `type=image`, or `nothing chosen` for a new form. */
  when: string;
  fields: Field[];
}

/** The raw data for the checks. */
export type Material = Awaited<ReturnType<typeof gather>>;

const TYPES = ['triggers', 'creates', 'searches'] as const satisfies readonly StepType[];

/**
 * Collects everything that checks read: the compiled definition, the fields made by functions, what every step outputs
 * with the built-in MsgFlash, and files such as the logo.
 *
 * @param app the app definition
 * @throws Error if a step that should succeed does not
 */
export async function gather(app: object) {
  const msgflash = await startMsgFlash({ clock: createClock({ frozen: true }), rateLimit: null });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url, MSGFLASH_SIGNATURE_CHECK: '' } });
  try {
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const team = await zapier.connect({ api_key: demo.teamKey, team_id: demo.teamId });
    const environment = { msgflash, zapier, connection };
    const definition = await zapier.definition();
    return {
      definition,
      // By the name of the step, such as `creates.send_message`.
      forms: await formsOf(environment, definition),
      live: await liveOf(environment),
      // A personal key and a team key.
      connectionLabels: [connection.label, team.label],
      versions: {
        core: pkg.dependencies['zapier-platform-core'],
        cli: pkg.devDependencies['zapier-platform-cli'],
      },
      // As `zapier-platform promote` reads it; its text is '' if there is none.
      section: await getVersionChangelog(pkg.version, join(import.meta.dirname, '../..')),
      metadata,
      logo: new Uint8Array(readFileSync(join(import.meta.dirname, 'logo.png'))),
    };
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}

/** The fields that functions add to the forms of steps, by the names of the steps. @throws Error if a function fails */
export async function formsOf(environment: Connected, definition: unknown): Promise<Record<string, Form[]>> {
  const app = compiled.parse(definition);
  const forms: Record<string, Form[]> = {};
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
    const added = shown.fields.filter((each) => !staticKeys.has(each.key));
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
