import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { readDefinition } from '../../../../dev/reference/definition.ts';
import app from '../../../../index.ts';
import { inBrowser } from './browser.ts';

// Its pretended time and servers are gone before the browser begins.
const { steps } = await readDefinition(app);

inBrowser('the forms on the page', (opened) => {
  test.each(steps.map((step) => [step.name, step] as const))(
    '%s has the fields of the definition, in their order',
    async (name, step) => {
      const { page, url } = opened();
      if (page.url() !== `${url}/#steps`) await page.goto(`${url}/#steps`);
      const form = page.locator(`[data-step="${name}"] > .form`);
      await form.waitFor();
      const shown = await form.locator('[data-field]').evaluateAll((fields) =>
        fields.map((field) => ({
          key: field.getAttribute('data-field'),
          label: field.querySelector('.label')?.textContent?.trim(),
          group: field.closest('details')?.querySelector('summary')?.textContent ?? '',
          help: (field.querySelector('.help') ?? field).textContent?.replaceAll(/\s+/g, ' '),
        })),
      );
      const { groups } = step;
      const fields = [...step.fields];
      // What is there until a template is chosen from the list.
      for (const { at, choices } of step.variants) {
        fields.splice(at, 0, ...(choices.find(({ value }) => value === '')?.fields ?? []));
      }
      const inGroup = fields.filter(({ group }) => group && groups[group]);
      const expected = [...fields.filter((field) => !inGroup.includes(field)), ...inGroup];
      expect(shown).toEqual(
        expected.map(({ key, label, required, group, helpText = '' }) => ({
          key,
          label: `${label}${required ? ' (required)' : ''}`,
          group: (group && groups[group]) ?? '',
          help: plain(helpText),
        })),
      );
    },
  );

  const openStep = async (hash: string): Promise<Locator> => {
    const { page, url } = opened();
    // What another test has filled in is gone with the page.
    await page.goto('about:blank');
    await page.goto(`${url}/#${hash}`);
    const form = page.locator('.card-body .form').first();
    await form.locator('[data-field]').first().waitFor();
    return form;
  };

  test('what is mapped stands as pills with step, label and sample', async () => {
    const form = await openStep('order-paid/2');
    const pills = form.locator('[data-field="text"] .pill');
    expect(await pills.allTextContents()).toEqual(['1 Customer Name Awa', '1 Order Number 1043', '1 Total 42 €']);
    const instance = form.getByRole('combobox', { name: 'Instance', exact: true });
    await expectValue(instance, 'Main Store · +33 6 39 98 00 01 · connected');
  });

  test('fields appear with the message type, by keyboard alone, and go with it', async () => {
    const form = await openStep('order-paid/2');
    const { page } = opened();
    await form.getByRole('combobox', { name: 'Message Type', exact: true }).fill('loca');
    await form.getByText(/^1 of 10 choices/).waitFor();
    await page.keyboard.press('Enter');
    await form.locator('[data-field="latitude"]').waitFor();
    const keys = await form
      .locator('[data-field]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-field')));
    expect(keys.slice(0, 8)).toEqual([
      ...['instance_id', 'to', 'type', 'text', 'latitude', 'longitude', 'location_name', 'location_address'],
    ]);
    await form.getByRole('combobox', { name: 'Message Type', exact: true }).fill('Text');
    await page.keyboard.press('Enter');
    await form.locator('[data-field="latitude"]').waitFor({ state: 'detached' });
  });

  test('242 countries are filtered by keyboard', async () => {
    const form = await openStep('order-paid/2');
    const { page } = opened();
    await form.getByText('More Options', { exact: true }).focus();
    await page.keyboard.press('Enter');
    const country = form.getByRole('combobox', { name: 'Country', exact: true });
    await country.focus();
    await page.keyboard.press('ArrowDown');
    await form.getByText('242 of 242 choices').waitFor();
    await country.fill('brazil');
    await form.getByText('1 of 242 choices').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectValue(country, 'Brazil (+55)');
    await country.fill('guinea');
    await form.getByText(/^[345] of 242 choices/).waitFor();
    await page.keyboard.press('Escape');
    await expectValue(country, 'Brazil (+55)');
  });

  test('a value of one’s own can stand where a choice does', async () => {
    const form = await openStep('order-paid/2');
    const { page } = opened();
    const instance = form.getByRole('combobox', { name: 'Instance', exact: true });
    await instance.fill('Support');
    await page.keyboard.press('Tab');
    await expectValue(instance, 'Support');
    await page.getByRole('button', { name: 'Test this step' }).click();
    await page.locator('.rows-out').getByText('+33639980002').first().waitFor();
    expect(await page.locator('.test').textContent()).toMatch(/1 API request · POST \/messages\/send 201/);
  });

  test('a list that is long is read page by page', async () => {
    await openStep('vip-campaign/2');
    const { page } = opened();
    await page.getByRole('button', { name: /3\. Update Contact/ }).click();
    const contact = page.locator('[data-field="contact_id"]');
    await contact.getByRole('button', { name: 'Edit Contact' }).click();
    await contact.getByRole('textbox').fill('');
    await contact.getByRole('combobox', { name: 'Contact', exact: true }).click();
    await contact.getByText('100 of 100 choices').waitFor();
    await contact.getByRole('button', { name: 'Load more' }).click();
    await contact.getByText('123 of 123 choices').waitFor();
  });

  test('the variables of a template become fields', async () => {
    const form = await openStep('form-welcome/4');
    const { page } = opened();
    await form.getByRole('combobox', { name: 'Template', exact: true }).fill('Order Shipped');
    await form.getByText(/^1 of \d+ choices/).waitFor();
    await page.keyboard.press('Enter');
    await form.locator('[data-field="var_order"]').waitFor();
    expect(await form.locator('.copy').textContent()).toContain('is on its way');
  });

  test('data of an earlier step is put into a field', async () => {
    const form = await openStep('order-paid/2');
    const insert = form.getByLabel('Insert data into Message Type');
    await insert.selectOption({ label: '1. Total: 42 €' });
    await form.locator('[data-field="type"] .pill').waitFor();
    expect(await form.locator('[data-field="type"] .pill').textContent()).toBe('1 Total 42 €');
  });
});

/** Waits until an input shows a value. */
async function expectValue(input: Locator, value: string): Promise<void> {
  const shown = () => input.inputValue();
  for (let now = await shown(); now !== value; now = await shown()) await input.page().evaluate(NEXT_FRAME);
}

const NEXT_FRAME = 'new Promise((resolve) => requestAnimationFrame(resolve))';

/** Help without its marks. */
const plain = (markdown: string) => markdown.replaceAll('`', '').replaceAll(/\[(.+?)\]\(.+?\)/g, '$1');
