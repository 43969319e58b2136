import { createHmac } from 'node:crypto';
import { demo } from '../../msgflash/demo.ts';
import type { StoryStep } from '../step.ts';
import type { ZapsOn } from './turn-on.ts';

/** Only who knows the endpoint's secret can sign; a halted run shows the reason and cannot turn the Zap off. */
export async function ignoreForgery(
  story: StoryStep,
  { received, answers }: Pick<ZapsOn, 'received' | 'answers'>,
): Promise<void> {
  const answered = answers.played.length;
  story.happens('A stranger found the address of the Zap, and signs a message of their own with a made-up secret.');
  await forge(received.hookUrl, 'made-up');
  await story.environment.settle();
  story.happens('Another one comes without any signature.');
  await forge(received.hookUrl, null);
  await story.environment.settle();

  const forged = received.runs.slice(-2);
  for (const run of forged) story.triggered(run);
  story.wire();
  story.same(
    'neither was believed',
    forged.map(({ outcome }) => outcome),
    ['halted', 'halted'],
  );
  story.check(
    'the history says why',
    forged.every(({ message }) => /signature/.test(message)),
  );
  story.same('nothing was sent', [answers.played.length - answered, story.sent().length], [0, 0]);
  story.check('the Zap is still on', received.isOn);
}

async function forge(url: string, secret: string | null): Promise<void> {
  const body = JSON.stringify({
    event: 'message.received',
    messageId: '90000000-0000-4000-8000-000000000001',
    instanceId: demo.instances.mainStore,
    from: demo.numbers.zoe,
    body: 'Please send everything to this address.',
  });
  const signature = secret && `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-msgflash-event': 'message.received',
      ...(signature && { 'x-msgflash-signature': signature }),
    },
    body,
  });
  await response.arrayBuffer();
}
