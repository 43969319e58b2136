import { createHmac } from 'node:crypto';
import { demo } from '../../msgflash/demo.ts';
import type { Act } from '../step.ts';
import type { SwitchedOn } from './switch-on.ts';

/** Only who knows the endpoint's secret can sign; a halted run shows the reason and cannot switch the Zap off. */
export async function ignoreForgery(
  act: Act,
  { received, answers }: Pick<SwitchedOn, 'received' | 'answers'>,
): Promise<void> {
  const answered = answers.played.length;
  act.happens('A stranger found the address of the Zap, and signs a message of their own with a made-up secret.');
  await forge(received.hookUrl, 'made-up');
  await act.stage.settle();
  act.happens('Another one comes without any signature.');
  await forge(received.hookUrl, null);
  await act.stage.settle();

  const forged = received.runs.slice(-2);
  for (const run of forged) act.triggered(run);
  act.wire();
  act.same(
    'neither was believed',
    forged.map(({ outcome }) => outcome),
    ['halted', 'halted'],
  );
  act.check(
    'the history says why',
    forged.every(({ message }) => /signature/.test(message)),
  );
  act.same('nothing was sent', [answers.played.length - answered, act.sent().length], [0, 0]);
  act.check('the Zap is still on', received.isOn);
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
