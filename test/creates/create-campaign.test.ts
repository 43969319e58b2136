import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { empty, expectRefused, filling, type Refused } from '../support/refused.ts';
import { START } from '../support/world.ts';
import { base, CREATE, describeCampaign, NAMED, ONE, STARTS_AT, scheduled, sentBase } from './campaigns.ts';
import { contents, leftoversFor } from './contents.ts';

const text = 'Our spring collection is here.';

describeCampaign('create_campaign', {
  input: { type: 'text', text },
  sent: { type: 'text', body: text },
  record: { type: 'text', text },
});

/** A campaign calls the text `body`, and everything else as a message does. */
function withBody({ text: body, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return body === undefined ? rest : { ...rest, body };
}

const sendable = contents('media_url').filter(({ record }) => !['location', 'contact'].includes(record.type));

describe('a campaign of each type', () => {
  test('there is one of every type but location and contact', () => {
    expect([...new Set(sendable.map(({ record }) => record.type))].sort()).toEqual(
      ['audio', 'buttons', 'document', 'image', 'text', 'video', 'voice_note'].sort(),
    );
  });

  test.each(sendable)('$name', async ({ input, sent, record, extra }) => {
    const { control, create, pass, requests, wire } = await startFrozen();
    const run = await create('create_campaign', { ...base, ...leftoversFor(input.type), ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(NAMED);
    expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, ...withBody(sent) });
    const { id, ...output } = outputOf(run);
    expect(output).toEqual({ ...scheduled, ...record });

    await pass(Date.parse(STARTS_AT) - START.getTime() + 60_000);
    expect(control.ledger()).toHaveLength(3);
    for (const message of control.ledger()) {
      expect(message).toMatchObject({
        campaignId: id,
        type: record.type,
        text: record.text ?? null,
        mediaUrl: record.media_url ?? null,
        status: 'read',
      });
      expect(message.extra).toEqual(extra ?? {});
    }
  });
});

describe('content that is refused', () => {
  const location = { latitude: '48.85', longitude: '2.35', contact_id: demo.contacts.awa };
  const notSent = (type: string) =>
    `“${type}” is not a choice in Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Buttons, PIX payment button. Nothing was done.`;
  const cases: Refused[] = [
    ...['location', 'contact'].flatMap((type): Refused[] => [
      { name: `a ${type}`, input: { type, ...location }, outcome: 'errored', message: notSent(type) },
      {
        name: `a mapped ${type} without anything that belongs to it`,
        input: { type: mapped(type) },
        outcome: 'errored',
        message: notSent(type),
      },
    ]),
    {
      name: 'a mapped type that is none',
      input: { type: mapped('poll') },
      outcome: 'errored',
      message: notSent('poll'),
    },
    { name: 'no text', input: { text: empty }, outcome: 'errored', message: filling('Text') },
    {
      name: 'a text of 4097 characters',
      input: { text: 'é'.repeat(4097) },
      outcome: 'errored',
      message: 'Text has 4097 characters, and WhatsApp takes at most 4096. Shorten it. Nothing was done.',
    },
    {
      name: 'no link for media',
      input: { type: 'image', media_url: empty },
      outcome: 'errored',
      message: filling('Link to File'),
    },
    {
      name: 'a file of an earlier step, which expires before it goes out',
      input: { type: 'image', media_url: mapped('https://zapier.com/engine/hydrate/42/.eJwV/') },
      outcome: 'errored',
      message:
        'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.',
    },
    {
      name: 'no title over the buttons',
      input: { type: 'buttons', title: empty, description: 'Order 1042 is ready.' },
      outcome: 'errored',
      message: filling('Title'),
    },
    {
      name: 'buttons on a number without Business account',
      input: {
        instance_id: demo.instances.support,
        type: 'buttons',
        title: 'Your order',
        description: 'Order 1042 is ready.',
        button_1_kind: 'reply',
        button_1_text: 'Yes',
        button_1_value: 'yes',
      },
      outcome: 'errored',
      message:
        'This instance cannot send that kind of message: buttons need a WhatsApp Business number. Choose another Instance, or a message without buttons.',
      requests: ONE,
    },
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused(
      'creates.create_campaign',
      { ...base, type: 'text', text },
      { options: { requireFields: false }, ...each },
    );
  });
});

describe('what the form offers', () => {
  test('every type but location and contact', async () => {
    const { connection, zapier } = await startFrozen();
    const { choices } = await zapier.dropdown(connection, 'creates.create_campaign', 'type');
    expect(choices.map(({ value }) => value)).toEqual(
      'text image video document audio voice_note buttons pix'.split(' '),
    );
  });

  test('who may be written to stands beside the recipients', async () => {
    const { connection, zapier } = await startFrozen();
    const { fields } = await zapier.fields(connection, 'creates.create_campaign');
    expect(fields.find(({ key }) => key === 'recipients')?.helpText).toMatch(/people who agreed to get messages/);
  });
});
