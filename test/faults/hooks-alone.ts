/** Deliveries given to the steps themselves, without HTTP: as fast as they go, and to every trigger. */
import { demo } from '../../dev/msgflash/demo.ts';
import { FORGERIES, ODD_BODIES, type Secrets, signed } from './hooks-deliveries.ts';
import { type Arrived, idsOf, messageOf } from './hooks-wire.ts';
import { HOOKS, type HookRow } from './matrix-places.ts';
import { endOf, errors, functionOf, type StepEnd, seeded } from './once-step.ts';
import type { Table } from './report.ts';

interface Hook {
  app: object;
  key: string;
  secret: string;
  inputData?: object;
  /** What the API knows of messages. */
  texts?: ReadonlyMap<string, string>;
}

interface Delivered {
  body: Buffer;
  signature: string | string[] | null;
  /** What the platform calls the header. */
  header?: string;
}

/** One trigger, switched on: takes a delivery and remembers it, in a cache in memory. */
function listening({ app, key, secret, inputData = {}, texts = new Map() }: Hook) {
  const perform = functionOf(app, 'triggers', key, 'operation', 'perform');
  const stored = new Map<string, unknown>();
  const z = {
    errors,
    console: { error: () => {} },
    dehydrateFile: () => 'later',
    request: async ({ url }: { url: string }) => ({
      status: 200,
      content: messageOf(texts, url),
      headers: new Headers(),
    }),
    cache: {
      get: async (name: string) => stored.get(name) ?? null,
      set: async (name: string, value: unknown, _ttl: number, _scope: unknown, nx: boolean) => {
        if (nx && stored.has(name)) return null;
        stored.set(name, value);
        return true;
      },
    },
  };
  return ({ body, signature, header = HEADERS[0] }: Delivered): Promise<StepEnd> => {
    const value = Array.isArray(signature) ? signature.join(', ') : signature;
    const bundle = {
      authData: { api_key: demo.key },
      inputData,
      meta: {},
      subscribeData: { id: 'subscription', secret },
      rawRequest: { content: body.toString('utf8'), headers: value === null ? {} : { [header]: value } },
    };
    return endOf(perform(z, bundle));
  };
}

/** As the platform writes it, and as others do. */
const HEADERS = ['Http-X-Msgflash-Signature', 'X-MsgFlash-Signature', 'x-msgflash-signature'] as const;

/** The deliveries that came over HTTP, one after another. */
export async function performAlone(app: object, { plan, secrets, known }: Arrived) {
  const texts = new Map(known.map(({ id, text }) => [id, text]));
  const deliver = listening({ app, key: 'message_received', secret: secrets.own, texts });
  const ms: number[] = [];
  const out: string[] = [];
  const breaches: string[] = [];
  for (const { body, signature, how } of plan.deliveries) {
    const begun = performance.now();
    const end = await deliver({ body, signature });
    ms.push(performance.now() - begun);
    if (end.outcome === 'success') out.push(...idsOf(end.output));
    else if (end.outcome !== 'halted') breaches.push(`The step alone ended as ${end.outcome}: ${how}.`);
  }
  const isExact = out.length === plan.expected.size && new Set(out).size === out.length;
  if (!isExact || out.some((id) => !plan.expected.has(id))) {
    breaches.push(`${out.length} events came out of the step alone instead of ${plan.expected.size}.`);
  }
  return { ms, breaches: breaches.slice(0, 5) };
}

const SECRETS: Secrets = { own: 'the-secret-of-this-zap', other: 'the-secret-of-another' };
const MESSAGE_ID = 'a0000000-0000-4000-8000-000000000001';

/** A genuine event, in each of the forms that are documented. */
function bodiesOf(event: string): string[] {
  const told = {
    instanceId: demo.instances.mainStore,
    ...(event.startsWith('message.') && {
      messageId: MESSAGE_ID,
      status: event.replace('message.', ''),
      error: '👋 Ærø',
    }),
    timestamp: '2026-11-20T10:00:00.000Z',
  };
  return [JSON.stringify({ event, ...told }), JSON.stringify({ event, data: told })];
}

/** The events that a Zap hears of. */
function heardBy({ event, input }: HookRow): string[] {
  const statuses = input?.statuses;
  return Array.isArray(statuses) ? statuses.map((status) => `message.${status}`) : [event];
}

/** Every trigger under every forgery, before and after the event that it forges. */
export async function attackEach(app: object): Promise<{ table: Table; breaches: string[] }> {
  const breaches: string[] = [];
  const rows: Table['rows'] = [];
  for (const hook of HOOKS) {
    const { key, event, input: inputData = {} } = hook;
    const counts = { genuine: 0, repeated: 0, forged: 0, odd: 0, foreign: 0, out: 0 };
    for (const [form, body] of bodiesOf(event).entries()) {
      const texts = new Map([[MESSAGE_ID, 'Hello shop']]);
      const deliver = listening({ app, key, secret: SECRETS.own, inputData, texts });
      const expect = async (kind: keyof typeof counts, delivery: Delivered, outcome: string, most: number) => {
        const end = await deliver(delivery);
        const out = end.outcome === 'success' ? idsOf(end.output).length : 0;
        counts[kind]++;
        counts.out += out;
        if (end.outcome !== outcome || out !== most) {
          breaches.push(`${key}, form ${form}, ${kind}: ended as ${end.outcome} with ${out} records.`);
        }
      };
      const forge = async () => {
        for (const forgery of FORGERIES) {
          const { body: changed = Buffer.from(body), signature } = forgery.make(body, SECRETS, seeded(form + 1));
          await expect('forged', { body: changed, signature }, 'halted', 0);
        }
      };
      const own = (header?: string): Delivered => ({
        body: Buffer.from(body),
        signature: signed(SECRETS.own, body),
        ...(header && { header }),
      });
      await forge();
      await expect('genuine', own(HEADERS[form]), 'success', 1);
      for (const header of HEADERS) await expect('repeated', own(header), 'success', 0);
      await forge();
      for (const odd of ODD_BODIES) {
        await expect('odd', { body: Buffer.from(odd), signature: signed(SECRETS.own, odd) }, 'halted', 0);
      }
      // Signed, and for somebody else: an endpoint may be told of more than it asked for.
      for (const other of new Set(HOOKS.flatMap(heardBy))) {
        if (heardBy(hook).includes(other)) continue;
        const [elsewhere = ''] = bodiesOf(other);
        const signature = signed(SECRETS.own, elsewhere);
        await expect('foreign', { body: Buffer.from(elsewhere), signature }, 'success', 0);
      }
    }
    rows.push([key, counts.genuine, counts.repeated, counts.forged, counts.odd, counts.foreign, counts.out]);
  }
  return {
    table: {
      title: 'Every trigger by itself, in both forms of a delivery',
      headings: ['trigger', 'events', 'repeated', 'forged', 'no event', "another trigger's event", 'came out'],
      rows,
    },
    breaches,
  };
}
