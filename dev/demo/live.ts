import { isLoopback } from '../msgflash/webhooks.ts';
import type { Connection, Zapier } from '../zapier/index.ts';
import { startZapier } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import { counted, createTranscript, type Transcript, type TranscriptOptions } from './transcript.ts';

/** A real connection to be checked. */
export interface LiveSettings {
  apiKey: string;
  teamId: string;
  /** Who gets a test message; '' for nobody. */
  recipient: string;
  /** Another MsgFlash than the real one; '' for the real one. */
  apiUrl: string;
}

/** What the environment says; null without a key. */
export function liveSettings(env: Readonly<Record<string, string | undefined>>): LiveSettings | null {
  const value = (name: string) => env[name]?.trim() ?? '';
  const apiKey = value('MSGFLASH_API_KEY');
  if (!apiKey) return null;
  return {
    apiKey,
    teamId: value('MSGFLASH_TEAM_ID'),
    recipient: value('MSGFLASH_RECIPIENT'),
    apiUrl: value('MSGFLASH_API_URL'),
  };
}

const TEST_TEXT = 'This is a test message from MsgFlash for Zapier. The connection works.';

/**
 * Checks a connection through the connector: the test, the label, the list of instances. It only reads, unless there is
 * a recipient, who gets one text.
 *
 * @returns the exit code
 */
export async function checkLive(
  settings: LiveSettings,
  { app, write, ...look }: TranscriptOptions & { app: object },
): Promise<0 | 1> {
  // Whatever an answer holds, the key is never shown.
  const hidden = (line: string) => write(line.replaceAll(settings.apiKey, '••••••••'));
  const transcript = createTranscript({ ...look, write: hidden });
  const { apiUrl, recipient } = settings;
  transcript.opening(
    'MsgFlash for Zapier, your own connection',
    recipient ? 'Reads your instances and sends one text.' : 'Reads your instances and changes nothing.',
  );
  if (apiUrl && !isAddress(apiUrl)) {
    transcript.closing('MSGFLASH_API_URL must be an https address, or http on this machine.', false);
    return 1;
  }
  const zapier = await startZapier({ app, env: apiUrl ? { MSGFLASH_API_URL: apiUrl } : {} });
  try {
    const isGood = await check(zapier, settings, transcript);
    const used = counted(zapier.logs.http().length, 'API request');
    transcript.closing(`${isGood ? 'All is well' : 'Not everything is well'} · ${used}`, isGood);
    transcript.blank();
    return isGood ? 0 : 1;
  } finally {
    await zapier.close();
  }
}

function isAddress(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}

async function check(zapier: Zapier, settings: LiveSettings, transcript: Transcript): Promise<boolean> {
  transcript.heading(1, 'Connect');
  const { connection, message } = await zapier.tryConnect({ api_key: settings.apiKey, team_id: settings.teamId });
  if (!connection) {
    transcript.check(message, false);
    return false;
  }
  transcript.check(`Connected as ${connection.label}`, true);

  transcript.heading(2, 'List your instances');
  const { choices, outcome, message: fault } = await zapier.dropdown(connection, 'creates.send_message', 'instance_id');
  if (outcome !== 'success') {
    transcript.check(fault, false);
    return false;
  }
  transcript.block('list', choices.length > 0 ? choices.map(({ label }) => label) : ['no instance yet'], 'plain');
  transcript.check('The list is the one that Zapier will show', true);
  if (!settings.recipient) return true;

  transcript.heading(3, 'Send one text');
  const sender = choices.find(({ label }) => label.endsWith('· connected'));
  if (!sender) {
    transcript.check('No instance is connected, so nothing was sent. Scan a QR code in MsgFlash first.', false);
    return false;
  }
  transcript.block('picked', [
    ['Instance', sender.label],
    ['To', settings.recipient],
    ['Text', TEST_TEXT],
  ]);
  return send(zapier, connection, sender.value, settings.recipient, transcript);
}

async function send(
  zapier: Zapier,
  connection: Connection,
  instanceId: string,
  recipient: string,
  transcript: Transcript,
): Promise<boolean> {
  const run = await zapier.run(connection, 'creates.send_message', {
    instance_id: instanceId,
    to: recipient,
    type: 'text',
    text: TEST_TEXT,
  });
  const isSent = run.outcome === 'success';
  transcript.check(isSent ? `MsgFlash took the message: it is ${at(run.output, 'status')}` : run.message, isSent);
  return isSent;
}
