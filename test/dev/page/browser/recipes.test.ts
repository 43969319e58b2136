import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demo } from '../../../../dev/msgflash/demo.ts';
import { recipes } from '../../../../dev/recipes/index.ts';
import { inBrowser } from './browser.ts';

inBrowser('the recipes on the page', (opened) => {
  /** Opens a recipe as nobody has changed or run it. */
  const openAfresh = async (place: string): Promise<Page> => {
    const { page, url } = opened();
    await page.goto('about:blank');
    await page.goto(`${url}/#${place}`);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByText('This Zap has not run yet.').waitFor();
    return page;
  };

  const played = (page: Page, title: string) =>
    page.locator('.played', { hasText: title }).locator('summary').textContent();

  test.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    '%s is opened, run, and run with what goes wrong',
    async (name, { title, cases }) => {
      const { page, url } = opened();
      await page.getByRole('navigation', { name: 'Recipes' }).getByRole('link', { name: title }).click();
      await page.getByRole('heading', { name: title, level: 2 }).waitFor();
      expect(page.url()).toBe(`${url}/#${name}`);

      const [works, ...others] = cases;
      await page.getByRole('button', { name: 'Run it' }).click();
      expect(await played(page, works.title)).toBe(`✓ ${works.title}: all as it should be`);
      for (const each of others.filter(({ isWrong }) => isWrong)) {
        await page.getByRole('button', { name: each.title }).click();
        expect(await played(page, each.title)).toBe(`✓ ${each.title}: all as it should be`);
      }
      expect(await page.locator('.runs > ol > li').count()).toBeGreaterThan(0);
    },
  );

  test('a message that goes out is on the phone, and is ticked once time passes', async () => {
    const page = await openAfresh('order-paid');
    await page.getByRole('button', { name: 'Run it' }).click();
    const bubble = page.locator('.bubble', { hasText: 'We have your order 1043 over 42 €.' });
    await bubble.getByRole('img', { name: 'Queued' }).waitFor();
    await page.getByText('Behind the scenes').click();
    await page.getByRole('button', { name: '+1 minute' }).click();
    await bubble.getByRole('img', { name: 'Read' }).waitFor();
    expect(await page.locator('.traffic summary', { hasText: 'POST /messages/send' }).count()).toBe(1);
  });

  test('a fault ends in a sentence with the guide’s row, and a replay puts it right', async () => {
    const page = await openAfresh('offline-alert');
    await page.getByRole('button', { name: 'A message is due meanwhile' }).click();
    const stopped = page.locator('.runs > ol > li', { hasText: 'The instance is not connected' });
    await stopped.getByText('Stopped').first().waitFor();
    await stopped.getByRole('button', { name: 'What the guide says' }).click();
    const dialog = page.getByRole('dialog', { name: 'Halted: the run stopped' });
    expect(await dialog.textContent()).toContain('Scan the QR code in MsgFlash, then replay.');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const replay = page.locator('.runs > ol > li', { hasText: 'replay of run 2' });
    await replay.getByText('Success').first().waitFor();
    expect(await page.locator('.bubble', { hasText: 'Your order is ready.' }).count()).toBe(1);
  });

  test('a number that is unlinked stops the run, and its replay puts it right once it is linked', async () => {
    const page = await openAfresh('hubspot-message/2');
    await page.getByText('More Options', { exact: true }).click();
    const check = page.getByRole('combobox', { name: 'Check Before Sending 1', exact: true });
    await check.fill('connected');
    await page.keyboard.press('Enter');
    await page.getByText('Behind the scenes').click();
    await page.getByRole('button', { name: 'Unlink Main Store' }).click();
    await page.getByRole('button', { name: 'Link Main Store', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Run it' }).click();
    const run = page.locator('.runs > ol > li').first();
    await run.getByText('Stopped').first().waitFor();
    expect(await run.locator('.says').textContent()).toContain('scan its QR code in MsgFlash');
    await page.getByRole('button', { name: 'Link Main Store', exact: true }).click();
    await page.getByRole('button', { name: 'Unlink Main Store' }).waitFor();
    await page.getByRole('button', { name: 'Replay run 1' }).click();
    await page.locator('.runs > ol > li', { hasText: 'replay of run 1' }).getByText('Success').first().waitFor();
    await page.locator('.bubble', { hasText: 'How can I help you?' }).waitFor();
  });

  test('without an answer the run waits, and goes on when its time has come', async () => {
    const page = await openAfresh('hubspot-message');
    await page.locator('.behind').evaluate((element) => element.setAttribute('open', ''));
    await page.getByRole('button', { name: 'Error 500' }).click();
    await page.getByText('meets: Error 500').waitFor();
    await page.getByRole('button', { name: 'Run it' }).click();
    const run = page.locator('.runs > ol > li').first();
    await run.getByText('Waiting').first().waitFor();
    expect(await run.textContent()).toContain('Goes on by itself');
    // What the recipe says of its cases holds no longer.
    expect(await page.locator('.played').count()).toBe(0);
    expect(await page.locator('.bubble').count()).toBe(0);
    await page.getByRole('button', { name: 'Next scheduled time' }).click();
    await run.getByText('Success').first().waitFor();
    expect(await page.locator('.bubble').count()).toBe(1);
  });

  test('whoever writes on the phone starts the Zap, and whoever has no number is told from the others', async () => {
    const page = await openAfresh('whatsapp-to-hubspot');
    await page.getByRole('switch').click();
    await page.getByRole('switch', { checked: true }).waitFor();
    const write = async (from: string, text: string) => {
      await page.getByLabel('From').selectOption({ label: from });
      await page.getByLabel('Write as this person').fill(text);
      await page.keyboard.press('Enter');
    };
    const run = page.locator('.runs > ol > li').first();
    await write('Luc Bernard', 'Do you have *blue* ones?');
    await run.getByText('Run 1').waitFor();
    await run.getByText('Success').first().waitFor();
    expect(await page.locator('.bubble strong').textContent()).toBe('blue');
    await write('Somebody without a number (@lid)', 'Hello');
    await run.getByText('Run 2').waitFor();
    await run.getByText('Filtered').first().waitFor();
    await write('In a group', 'Hello all');
    await run.getByText('Run 3').waitFor();
    await page.getByRole('switch').click();
    await page.getByRole('switch', { checked: false }).waitFor();
  });

  test('a Zap is built from nothing, run, and found again under its address', async () => {
    const { page } = opened();
    await page.getByRole('link', { name: 'Build your own Zap' }).click();
    await page.getByLabel('What starts the Zap?').selectOption({ label: 'Another app, with sample data' });
    await page.getByLabel('Add a step').selectOption({ label: 'Delay by Zapier' });
    await page.getByLabel('Delay for, in hours').fill('2');
    await page.getByLabel('Add a step').selectOption({ label: 'Filter by Zapier' });
    await page.getByLabel('Insert data into Only continue if').selectOption({ label: '1. Name: Awa' });
    await page.getByLabel('Is exactly').fill('Awa');
    await page.getByLabel('Add a step').selectOption({ label: 'Send Message' });
    await page.getByRole('combobox', { name: 'Instance', exact: true }).fill('Main Store');
    await page.getByLabel('Insert data into To').selectOption({ label: '1. Phone: 06 39 98 10 01' });
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello from a Zap of my own');
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.locator('.runs > ol > li').first().getByText('Waiting').first().waitFor();
    await page.locator('.behind').evaluate((element) => element.setAttribute('open', ''));
    await page.getByRole('button', { name: 'Next scheduled time' }).click();
    await page.locator('.bubble', { hasText: 'Hello from a Zap of my own' }).waitFor();

    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await page.getByRole('button', { name: /4\. Send Message/ }).click();
    await page.locator('[data-field="to"] .pill').waitFor();
    expect(await page.getByRole('textbox', { name: 'Text', exact: true }).inputValue()).toBe(
      'Hello from a Zap of my own',
    );
    await page.getByRole('button', { name: 'Remove this step' }).click();
    expect(await page.locator('.cards > li').count()).toBe(3);
  });

  test('every type of message is drawn, and a reply button answers', async () => {
    const { page } = opened();
    const contents: Record<string, Record<string, string>> = {
      text: { text: '*Hello*' },
      image: { media: 'https://example.com/spring.jpg', text: 'Our spring collection' },
      video: { media: 'https://example.com/spring.mp4' },
      document: { media: 'https://example.com/prices.pdf' },
      audio: { media: 'https://example.com/song.mp3' },
      voice_note: { media: 'https://example.com/note.ogg' },
      location: { latitude: '45.76', longitude: '4.83', location_name: 'Main Store' },
      contact: { contact_id: demo.contacts.luc },
      buttons: {
        title: 'Your table',
        description: 'See you?',
        button_1_kind: 'reply',
        button_1_text: 'Yes',
        button_1_value: 'y',
      },
    };
    const to = { instance_id: demo.instances.mainStore, to: demo.numbers.awa };
    const steps = Object.entries(contents).map(([type, fields]) => {
      return { kind: 'msgflash', step: 'creates.send_message', fields: { ...to, type, ...fields } };
    });
    const first = { kind: 'app', app: 'Another app', does: 'New Entry', returns: { name: 'Awa' } };
    await page.goto('about:blank');
    await page.goto(`${opened().url}/#zap=${Buffer.from(JSON.stringify([first, ...steps])).toString('base64url')}`);
    // Another Zap of one's own may have sent something before.
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.locator('.chat li').first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.locator('.bubble[data-type="buttons"]').waitFor();
    const drawn = await page
      .locator('.bubble')
      .evaluateAll((all) => all.map((each) => [each.getAttribute('data-type'), each.textContent]));
    expect(drawn).toEqual([
      ['text', expect.stringContaining('Hello')],
      ['image', expect.stringMatching(/Image.*spring\.jpg.*Our spring collection/)],
      ['video', expect.stringContaining('spring.mp4')],
      ['document', expect.stringContaining('prices.pdf')],
      ['audio', expect.stringContaining('song.mp3')],
      ['voice_note', expect.stringContaining('note.ogg')],
      ['location', expect.stringMatching(/Main Store.*45\.76, 4\.83/)],
      ['contact', expect.stringContaining('Luc Bernard')],
      ['buttons', expect.stringMatching(/Your table.*See you\?.*Yes/)],
    ]);
    await page.locator('.bubble').getByRole('button', { name: 'Yes' }).click();
    await page.locator('.theirs .bubble', { hasText: 'Yes' }).waitFor();
  });

  test('no key is anywhere on the page', async () => {
    const { page } = opened();
    expect(await page.content()).not.toMatch(/msgf_(live|team)_[0-9a-f]/);
  });
});
