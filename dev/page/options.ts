import { readArguments, UsageError } from '../arguments.ts';
import { demo } from '../msgflash/demo.ts';

export const PLANS = ['free', 'pro', 'max'] as const;

/** What `npm run playground` was asked to do. */
export type ServeOptions =
  | { what: 'help'; text: string }
  | { what: 'serve'; port: number; pagePort: number; plan: (typeof PLANS)[number] };

const HELP = `
 npm run playground                        opens the page on port 4020, and a built-in MsgFlash on port 4010
 npm run playground -- --page-port NUMBER  the page on another port, 0 for any free one
 npm run playground -- --port NUMBER       MsgFlash on another port, 0 for any free one
 npm run playground -- --plan NAME         with the limits of free, pro (usual) or max
`;

/** @throws UsageError */
export function readServeOptions(words: readonly string[]): ServeOptions {
  const values = readArguments(
    words,
    {
      port: { type: 'string' },
      'page-port': { type: 'string' },
      plan: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    'npm run playground -- --help',
  );
  if (values.help) return { what: 'help', text: HELP };
  const port = portOf(values.port ?? '4010');
  const pagePort = portOf(values['page-port'] ?? '4020');
  const plan = PLANS.find((each) => each === (values.plan ?? 'pro'));
  if (!plan) throw new UsageError(`There is no plan “${values.plan}”. There is ${PLANS.join(', ')}.`);
  return { what: 'serve', port, pagePort, plan };
}

function portOf(typed: string): number {
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`A port is a number from 0 to 65535, not “${typed}”.`);
  return port;
}

/** A line to read, or one to copy. */
export type GuideLine = { text: string } | { command: string };
export interface GuidePart {
  title: string;
  lines: GuideLine[];
}

/** Everything that can be tried against a served MsgFlash, with words to copy. */
export function guide(url: string): GuidePart[] {
  const text = (line: string): GuideLine => ({ text: line });
  const command = (line: string): GuideLine => ({ command: line });
  const control = (name: string, body?: object) =>
    command(
      `curl -s ${url}/control/${name}${body ? ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'` : ''}`,
    );
  const invoke = (words: string, input?: object) =>
    command(`npx zapier-platform invoke ${words}${input ? ` -i '${JSON.stringify(input)}'` : ''} --non-interactive`);
  const { instances, numbers } = demo;
  return [
    {
      title: 'Keys, which open nothing but this server',
      lines: [
        command(demo.key),
        text('personal key of Camille Martin, who owns the instances below'),
        command(demo.teamKey),
        text(`key of her team, with the Team ID ${demo.teamId}`),
        command(demo.otherKey),
        text('personal key of Noé Petit, on the Free plan'),
      ],
    },
    {
      title: 'Put this into a file named .env beside package.json',
      lines: [command(`MSGFLASH_API_URL=${url}`), command(`authData_api_key=${demo.key}`)],
    },
    {
      title: 'Then run the connector as Zapier’s command line does',
      lines: [
        command('export DISABLE_ZAPIER_ANALYTICS=1'),
        invoke('auth test'),
        invoke('trigger instance_list'),
        invoke('create send_message', {
          instance_id: instances.mainStore,
          to: numbers.awa,
          type: 'text',
          text: 'Hello Awa',
        }),
        invoke('search find_instance', { search: 'Main Store' }),
      ],
    },
    {
      title: 'Or check it as if it were your own connection',
      lines: [command(`MSGFLASH_API_URL=${url} MSGFLASH_API_KEY=${demo.key} npm start`)],
    },
    {
      title: 'See and change what the API does not show',
      lines: [
        control('ledger'),
        text('every message that was accepted, and what became of it'),
        control('receive', { instance: 'Main Store', from: numbers.awa, text: 'Are you open on Sunday?' }),
        text('a customer writes'),
        control('unlink', { instance: 'Main Store' }),
        text('a phone is unlinked; link links it again'),
        control('advance', { ms: 86_400_000 }),
        text('a day passes'),
        control('fault', { operation: 'POST /messages/send', kind: 'no_answer_after_accepting' }),
        text('the next message is taken, and no answer comes'),
        control('overview'),
        text('accounts, plans, usage and instances'),
      ],
    },
  ];
}
