import { describe, expect, test } from '@jest/globals';
import { playRecipe } from '../../../dev/demo/play.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { recipes } from '../../../dev/recipes/index.ts';
import type { Environment } from '../../../dev/recipes/play/environment.ts';
import { at } from '../../../dev/zapier/values.ts';
import { telling } from './telling.ts';

/** What each recipe must notice: a step that overlooks a field, or a server that is not as it should be. */
const broken: Readonly<Record<string, [step: string, forced: object] | ((environment: Environment) => void)>> = {
  'order-paid': ['creates.send_message', { send_once_per: '' }],
  appointment: ['creates.schedule_message', { if_past: 'send_now' }],
  'inbound-ticket': ({ zapier }) => zapier.cache.misbehave('full'),
  'facebook-lead': ['creates.send_template_message', { to: demo.numbers.zoe }],
  'hubspot-message': ['creates.send_message', { to: demo.numbers.awa }],
  'lead-alert': ({ msgflash }) =>
    msgflash.control.fault({ operation: 'GET /messages', kind: 'html_503', times: 'always' }),
  'review-request': ['creates.schedule_message', { send_once_per: '' }],
  'whatsapp-to-hubspot': ({ msgflash }) =>
    msgflash.control.fault({ operation: 'GET /messages/{id}', kind: 'html_503', times: 'always' }),
  'ai-answer': ({ zapier }) => zapier.cache.misbehave('full'),
  'failed-alert': ({ msgflash }) =>
    msgflash.control.fault({ operation: 'GET /messages/{id}', kind: 'html_503', times: 'always' }),
  'form-welcome': ['creates.send_template_message', { send_once_per: '' }],
  'cart-abandoned': ['creates.send_message', { send_once_per: '' }],
  'vip-campaign': ['creates.update_contact', { tags: ['gold'] }],
  'number-check': ['creates.send_message', { checks: [] }],
  'offline-alert': ['creates.send_message', { checks: [] }],
  'quota-alert': ({ msgflash }) => msgflash.control.setPlan({ account: demo.otherAccountId, plan: 'pro' }),
  'opt-out': ['creates.update_contact', { tags_mode: 'add' }],
};

/** The tags of contacts that a recipe creates before it sends. */
const created: Readonly<Record<string, object[]>> = {
  'facebook-lead': [{ name: 'Léa Fontaine', tags: ['lead', 'facebook'] }],
  'form-welcome': [{ name: 'Léa Fontaine', tags: ['lead'] }],
};

/** The connector, with one step that takes certain fields for something else than was filled in. */
function overlooking(app: object, step: string, forced: object): object {
  const path = [...step.split('.'), 'operation', 'perform'];
  const perform = at(app, ...path);
  if (typeof perform !== 'function') throw new Error(`There is no step ${step}.`);
  return replaced(app, path, (z: unknown, bundle: object) =>
    perform(z, { ...bundle, inputData: { ...Object(at(bundle, 'inputData')), ...forced } }),
  );
}

function replaced(tree: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(Object(at(tree, key)), rest, value) };
}

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))('the recipe “%s”', (name, recipe) => {
  test('does what people build it for, and shows no key and no secret', async () => {
    const { text, ...told } = telling();
    const environments: Environment[] = [];
    const { exitCode, checks } = await playRecipe(recipe, { ...told, prepare: (opened) => environments.push(opened) });
    expect(checks.filter(({ isMet }) => !isMet)).toEqual([]);
    expect([exitCode, checks.length > 0]).toEqual([0, true]);
    const requests = environments[0]?.msgflash.control.requests.all() ?? [];
    const contacts = requests.flatMap(({ operation, body }) => (operation === 'POST /contacts' ? [body] : []));
    expect(contacts).toMatchObject(created[name] ?? []);
    for (const key of [demo.key, demo.otherKey]) expect(text()).not.toContain(key);
    // Webhook secrets are drawn anew for every endpoint: nothing that looks like one.
    expect(text()).not.toMatch(/[0-9a-f]{32}/);
  });

  test('fails when the connector, or the server, is not as it should be', async () => {
    const { text, app, ...told } = telling();
    const change = broken[name];
    if (!change) throw new Error(`Nothing is said here of how ${name} breaks.`);
    const { exitCode, checks } = await playRecipe(
      recipe,
      typeof change === 'function' ? { ...told, app, prepare: change } : { ...told, app: overlooking(app, ...change) },
    );
    expect(exitCode).toBe(1);
    expect(text()).toContain('Not as expected:');
    // What was expected was not found; the recipe itself did not break off.
    expect(checks.map(({ sentence }) => sentence)).not.toContain('the recipe goes to its end');
  });
});
