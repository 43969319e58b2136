/** `npm run pictures`: takes the pictures of README and guide from the page, with what is mapped in its forms. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import app from '../../index.ts';
import { recipes } from '../recipes/index.ts';
import { isOwn } from '../recipes/recipe.ts';
import { readDefinition } from '../reference/definition.ts';
import { subjects } from '../reference/taken.ts';
import { drive } from './browser.ts';

const TYPES: Readonly<Record<string, string>> = { trigger: 'triggers', create: 'creates', search: 'searches' };
const images = join(import.meta.dirname, '..', '..', 'docs', 'images');
const definition = await readDefinition(app);
const { url, browser, close } = await drive();
try {
  const wide = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await takeOverview(wide);
  const narrow = await browser.newPage({ viewport: { width: 1240, height: 900 }, colorScheme: 'light' });
  for (const { name, zaps, guide } of recipes) {
    const [kind, key = ''] = guide.picture?.split(/-(.*)/) ?? [];
    for (const [zap, { steps }] of zaps.entries()) {
      const step = steps.findIndex((each) => isOwn(each) && each.step === `${TYPES[kind ?? '']}.${key}`);
      if (step >= 0) await takeForm(narrow, name, `${step + 1}/${zap + 1}`);
    }
  }
  await takeForms(wide);
  writeFileSync(join(images, 'taken.json'), `${JSON.stringify(subjects(definition, recipes), null, 2)}\n`);
} finally {
  await close();
}

async function takeOverview(tab: Page): Promise<void> {
  await tab.goto(`${url}/#order-paid/2`);
  await tab.locator('.pill').first().waitFor();
  await tab.getByRole('button', { name: 'Run it' }).click();
  await tab.locator('.bubble').waitFor();
  await tab.locator('.behind').evaluate((element) => element.setAttribute('open', ''));
  await tab.getByRole('button', { name: '+1 minute' }).click();
  await tab.getByRole('img', { name: 'Read' }).waitFor();
  await tab.locator('.behind').evaluate((element) => element.removeAttribute('open'));
  await tab.evaluate('scrollTo(0, 0)');
  await tab.mouse.move(0, 0);
  await tab.screenshot({ path: join(images, 'playground.png') });
}

/** @param place the step whose form is shown, and its Zap */
async function takeForm(tab: Page, recipe: string, place: string): Promise<void> {
  await tab.goto('about:blank');
  await tab.goto(`${url}/#${recipe}/${place}`);
  const card = tab.locator('.card', { has: tab.locator('[data-field]') });
  await card.waitFor();
  await card.locator('details').evaluateAll((groups) => {
    for (const group of groups) group.setAttribute('open', '');
  });
  await card.locator('.test').evaluate((element) => element.remove());
  await card.screenshot({ path: join(images, `recipe-${recipe}.png`) });
}

/** The form of every step, with nothing filled in, and that of the connection. */
async function takeForms(tab: Page): Promise<void> {
  await tab.goto(`${url}/#steps`);
  for (const [name, { kind, key }] of definition.steps.map((step) => [step.name, step] as const)) {
    const card = tab.locator(`[data-step="${name}"]`);
    await card.locator('.form').first().waitFor();
    await card.screenshot({ path: join(images, `${kind}-${key}.png`) });
  }
  await tab.locator('[data-step="connection"]').screenshot({ path: join(images, 'connection.png') });
}
